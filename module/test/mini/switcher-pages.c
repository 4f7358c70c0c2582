// SPDX-License-Identifier: GPL-2.0
/*
 * Of the switcher a guest sees on an i386 host its code, and the pages of the
 * CPU it is on; it writes to one of them, which is its own.  On an x86_64 host
 * it sees nothing at all, and in ring 3 on neither.
 */
#include "mini.h"

MINI_EXPECT("powered off");

#define FIRST	0xffc00000u
#define PAGES	1024u

static u32 readable(u32 va)
{
	return !TRAPS("mov (%0), %%eax", : : "r" (va) : "eax");
}

/* Writes back what is there, so that a success does no harm. */
static u32 writable(u32 va)
{
	return !TRAPS("lock orl $0, (%0)", : : "r" (va));
}

static u32 scan(u32 *writables)
{
	u32 i, readables = 0;

	*writables = 0;
	for (i = 0; i < PAGES; i++) {
		if (!readable(FIRST + i * PAGE_SIZE)) {
			CHECK(TRAPPED(PF, 0));
			CHECK(read_cr2() == FIRST + i * PAGE_SIZE);
			continue;
		}
		readables++;
		if (writable(FIRST + i * PAGE_SIZE)) {
			CHECK(i >= 2 && !(i & 1));
			(*writables)++;
		} else {
			CHECK(mini_last.vector == PF);
		}
	}
	return readables;
}

MINI("looks at the switcher")
{
	u32 tries, writables, i;

	mini_paging_on();
	/* Moved to another CPU in between, it sees that one's. */
	for (tries = 0; tries < 10; tries++) {
		u32 readables = scan(&writables);

		if ((readables == 4 && writables == 1) || !readables)
			break;
	}
	CHECK(tries < 10);
	CHECK(USER("mov 0xffc00000, %%eax") == PF && TRAPPED(PF, 4));
	CHECK(USER("movl $0, 0xffc00000") == PF && TRAPPED(PF, 6));
	for (i = 0; i < 64; i++) {
		u8 code[] = { 0xa1, 0, i << 4, 0xc0 | i >> 4, 0xff };

		CHECK(mini_run_user((char *)code, sizeof(code)) == PF);
		CHECK(TRAPPED(PF, 4));
	}
}
