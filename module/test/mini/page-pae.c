// SPDX-License-Identifier: GPL-2.0
/* PAE paging: three levels of 64-bit entries, small and 2 MiB pages. */
#include "mini.h"

MINI_EXPECT("powered off");

#define VA	0x40000000u

static u64 pointers[4] __attribute__((aligned(32)));

static int refused(u32 va, u32 error)
{
	TRAPS("mov %%eax, (%0)", : : "r" (va));
	return TRAPPED(PF, error) && read_cr2() == va;
}

MINI("uses PAE paging")
{
	u64 *kernel = mini_page(), *dir = mini_page(), *table = mini_page();
	u32 *one = mini_page(), *two = mini_page(), i;

	*one = 1;
	*two = 2;
	for (i = 0; i < 8; i++)
		kernel[i] = i << 21 | P | W | PS;
	pointers[3] = pa(kernel) | P;
	pointers[VA >> 30] = pa(dir) | P;
	dir[0] = pa(table) | P | W | U;
	table[0] = pa(one) | P | W | U;
	write_cr4(read_cr4() | CR4_PAE);
	write_cr3(pa(pointers));
	write_cr0(read_cr0() | 0x80000000 | CR0_WP);
	CHECK(read_cr4() & CR4_PAE);
	CHECK(peek(VA) == 1 && (table[0] & (A | D)) == A && (dir[0] & A));
	poke(VA, 3);
	CHECK(*one == 3 && (table[0] & D));
	CHECK(refused(VA + 0x1000, 2) && refused(VA + 0x200000, 2));
	CHECK(refused(0x80000000, 2));
	table[0] = pa(two) | P | U;
	invlpg(VA);
	CHECK(peek(VA) == 2 && refused(VA, 3));
	table[0] = pa(one) | P | U | A;
	write_cr3(read_cr3());
	CHECK(peek(VA) == 3);
	/* 2 MiB pages, with an invlpg inside. */
	for (i = 0; i < 4; i++) {
		u32 at = (2 + (i & 1)) << 21;

		poke(PAGE_OFFSET + at + 0x1ff000, at);
		dir[1] = at | P | W | U | PS;
		invlpg(VA + 0x200000 + 0x1000 * i);
		CHECK(peek(VA + 0x3ff000) == at);
		CHECK((dir[1] & (A | D)) == A);
	}
	/* Ring 3: mov VA, %eax; int $0x80. */
	memcpy(one, "\xa1\x00\x00\x00\x40\xcd\x80", 7);
	mini_user(VA, VA + 0x400000);
	CHECK(mini_last.vector == 0x80 && mini_last.eax == *one);
	table[0] &= ~U;
	write_cr3(read_cr3());
	mini_user(VA, VA + 0x400000);
	CHECK(mini_last.vector == PF && mini_last.error == 5);
}
