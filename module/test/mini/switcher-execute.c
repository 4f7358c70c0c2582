// SPDX-License-Identifier: GPL-2.0
/*
 * The one page of the switcher's that a guest can write has no code in it for
 * any ring: with nx=1 the host says that its CPU can tell.  On an x86_64 host
 * there is none.
 */
#include "mini.h"

MINI_EXPECT("powered off");

#define FIRST	0xffc00000u

static u32 writable(u32 va)
{
	return !TRAPS("lock orl $0, (%0)", : : "r" (va));
}

static u32 find(void)
{
	u32 va;

	for (va = FIRST; va; va += PAGE_SIZE)
		if (writable(va))
			return va;
	return 0;
}

MINI("executes its register page")
{
	u32 tries, va;

	mini_paging_on();
	/* Moved to another CPU in between, it finds that page no more. */
	for (tries = 0; tries < 10; tries++) {
		va = find();
		if (!va)
			return;
		/* ud2 */
		if (TRAPS("movw $0x0b0f, (%0)", : : "r" (va) : "memory"))
			continue;
		CHECK(TRAPS("jmp *%0", : : "r" (va)));
		CHECK(mini_last.eip == va);
		if (TRAPPED(UD, 0)) {
			CHECK(!mini_argument("nx=", 0));
			return;
		}
		CHECK(TRAPPED(PF, 0) && read_cr2() == va);
		if (writable(va))
			return;
	}
	CHECK(tries < 10);
}
