// SPDX-License-Identifier: GPL-2.0
/* Accessed and dirty bits are set as the CPU sets them, and not more. */
#include "mini.h"

MINI_EXPECT("powered off");

#define VA 0x808000

static u32 bits(u32 va)
{
	return *mini_pte(va) & (A | D);
}

static void map(u32 entry)
{
	mini_map(VA, entry);
	*mini_pde(VA) &= ~A;
	invlpg(VA);
}

MINI("has accessed and dirty bits")
{
	u32 page = pa(mini_page()), va;

	mini_paging_on();
	for (va = 0x800000; va < 0x810000; va += PAGE_SIZE)
		mini_map(va, page | P | W | U);
	map(page | P | W | U);
	peek(VA);
	CHECK(bits(VA) == A && (*mini_pde(VA) & A));
	poke(VA, 1);
	CHECK(bits(VA) == (A | D));
	map(page | P | W | U);
	poke(VA, 2);
	CHECK(bits(VA) == (A | D) && (*mini_pde(VA) & A));
	map(page | P | W | U | A);
	CHECK(USER("mov 0x808000, %%eax") == 0x80 && bits(VA) == A);
	CHECK(USER("incl 0x808000") == 0x80 && bits(VA) == (A | D));
	map(page | P | W | U);
	CHECK(USER("incl 0x808000") == 0x80 && bits(VA) == (A | D));
	/* What faults is not dirty. */
	map(page | P | U | A);
	CHECK(TRAPS("mov %%eax, (%0)", : : "r" (VA)) && TRAPPED(PF, 3));
	CHECK(USER("incl 0x808000") == PF && bits(VA) == A);
	/* Cleared and flushed, they are set again. */
	map(page | P | W | U);
	poke(VA, 3);
	*mini_pte(VA) &= ~D;
	write_cr3(read_cr3());
	peek(VA);
	CHECK(bits(VA) == A);
	poke(VA, 4);
	CHECK(bits(VA) == (A | D));
	/* The neighbours were never touched. */
	for (va = 0x800000; va < 0x810000; va += PAGE_SIZE)
		CHECK(va == VA || !bits(va));
	/* A stack and an IDT entry that the host touches count too. */
	*mini_pte(USER_STACK - 4) &= ~(A | D);
	invlpg(USER_STACK - 4);
	CHECK(USER("push %%eax") == 0x80);
	CHECK(bits(USER_STACK - 4) == (A | D));
}
