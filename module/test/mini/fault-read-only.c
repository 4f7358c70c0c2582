// SPDX-License-Identifier: GPL-2.0
/* Read-only pages, with CR0.WP and without. */
#include "mini.h"

MINI_EXPECT("powered off");

static int refused(u32 va)
{
	return TRAPS("mov %%eax, (%0)", : : "r" (va)) == 1 &&
	       TRAPPED(PF, 3) && read_cr2() == va;
}

MINI("writes to read-only pages")
{
	u32 *page = mini_page(), round;

	mini_paging_on();
	mini_map(0x800000, pa(page) | P);
	mini_map(0x801000, pa(page) | P | U);
	for (round = 1; round <= 3; round++) {
		write_cr0(read_cr0() | CR0_WP);
		CHECK(refused(0x800000) && refused(0x801000));
		CHECK(USER("movl $9, 0x801000") == PF && TRAPPED(PF, 7));
		CHECK(page[0] == (round - 1) * 2);

		write_cr0(read_cr0() & ~CR0_WP);
		poke(0x800000, 1);
		CHECK(page[0] == 1);
		poke(0x801000, round * 2);
		CHECK(page[0] == round * 2);
		CHECK(*mini_pte(0x801000) & D);
		/* Ring 3 may not, even where ring 1 just did. */
		CHECK(USER("movl $9, 0x801000") == PF && TRAPPED(PF, 7));
		CHECK(USER("mov 0x801000, %%eax") == 0x80);
		CHECK(mini_last.eax == round * 2);
		poke(0x801000, round * 2);
		CHECK(USER("movl $9, 0x801000") == PF && TRAPPED(PF, 7));
	}
	/* The directory can forbid it too. */
	write_cr0(read_cr0() | CR0_WP);
	mini_map(0x800000, pa(page) | P | W | U);
	*mini_pde(0x800000) &= ~W;
	write_cr3(read_cr3());
	CHECK(refused(0x800000));
	CHECK(USER("movl $9, 0x800000") == PF && TRAPPED(PF, 7));
	*mini_pde(0x800000) |= W;
	write_cr3(read_cr3());
	poke(0x800000, 7);
	CHECK(USER("incl 0x800000") == 0x80 && page[0] == 8);
}
