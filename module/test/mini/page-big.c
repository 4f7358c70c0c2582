// SPDX-License-Identifier: GPL-2.0
/* 4 MiB pages: rights, accessed and dirty, invlpg anywhere inside. */
#include "mini.h"

MINI_EXPECT("powered off");

#define VA	0x40000000u
#define MIB4	0x400000u

static u32 word(u32 physical)
{
	return peek(PAGE_OFFSET + physical);
}

MINI("uses 4 MiB pages")
{
	u32 at, *table;

	mini_paging_on();
	table = mini_page();
	for (at = MIB4; at < 3 * MIB4; at += PAGE_SIZE)
		poke(PAGE_OFFSET + at, at);
	/* Without CR4.PSE the bit means nothing. */
	table[1] = MIB4 | P | W;
	*mini_pde(VA) = pa(table) | P | W | PS;
	CHECK(peek(VA + 0x1000) == MIB4);
	write_cr4(read_cr4() | CR4_PSE);
	for (at = 0; at < 2; at++) {
		*mini_pde(VA) = MIB4 | P | W | U | PS;
		write_cr3(read_cr3());
		CHECK(peek(VA) == MIB4 && peek(VA + 0x3ff000) == 0x7ff000);
		CHECK((*mini_pde(VA) & (A | D)) == A);
		poke(VA + 0x234004, at + 5);
		CHECK(word(MIB4 + 0x234004) == at + 5);
		CHECK((*mini_pde(VA) & (A | D)) == (A | D));
		CHECK(USER("mov 0x40001000, %%eax") == 0x80);
		CHECK(mini_last.eax == 0x401000);
		/* Elsewhere: one invlpg is enough for all of it. */
		*mini_pde(VA) = 2 * MIB4 | P | U | PS;
		invlpg(VA + 0x3ff000);
		CHECK(peek(VA) == 2 * MIB4 && peek(VA + 0x1000) == 0x801000);
		CHECK(TRAPS("mov %%eax, (%0)", : : "r" (VA)));
		CHECK(TRAPPED(PF, 3));
		CHECK(USER("incl 0x40000000") == PF && TRAPPED(PF, 7));
		CHECK((*mini_pde(VA) & (A | D)) == A);
		/* Small pages instead, and a load of CR3. */
		*mini_pde(VA) = pa(table) | P | W;
		write_cr3(read_cr3());
		CHECK(peek(VA + 0x1000) == MIB4);
		CHECK(TRAPS("mov (%0), %%eax", : : "r" (VA) : "eax"));
		CHECK(TRAPPED(PF, 0));
		CHECK(USER("mov 0x40001000, %%eax") == PF && TRAPPED(PF, 5));
	}
	*mini_pde(VA) = MIB4 | P | PS;
	write_cr3(read_cr3());
	CHECK(peek(VA) == MIB4);
	*mini_pde(VA) = 2 * MIB4 | P | PS;
	write_cr3(read_cr3());
	CHECK(peek(VA) == 2 * MIB4);
}
