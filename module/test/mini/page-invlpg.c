// SPDX-License-Identifier: GPL-2.0
/* A changed entry is seen after invlpg, by both rings, and only that one. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("changes entries and flushes by invlpg")
{
	u32 *one = mini_page(), *two = mini_page(), va = 0x800000, i;
	u32 kernel = 0xc0800000;

	*one = 1;
	*two = 2;
	mini_paging_on();
	for (i = 0; i < 20; i++) {
		u32 *page = i & 1 ? one : two, flags = i & 2 ? A | D : 0;

		mini_map(va, pa(page) | P | W | U | flags);
		invlpg(va + (i * 0x123 & 0xfff));
		CHECK(peek(va) == *page);
		CHECK(USER("mov 0x800000, %%eax") == 0x80);
		CHECK(mini_last.eax == *page);
		*mini_pte(kernel) = pa(page) | P | W | flags;
		invlpg(kernel);
		CHECK(peek(kernel) == *page);
		/* Less rights. */
		mini_map(va, pa(page) | P | U | flags);
		invlpg(va);
		CHECK(peek(va) == *page);
		CHECK(TRAPS("mov %%eax, (%0)", : : "r" (va)) && TRAPPED(PF, 3));
		mini_map(va, pa(page) | P | W | flags);
		invlpg(va);
		CHECK(USER("mov 0x800000, %%eax") == PF && TRAPPED(PF, 5));
		mini_map(va, 0);
		invlpg(va);
		CHECK(TRAPS("mov (%0), %%eax", : : "r" (va) : "eax"));
		CHECK(TRAPPED(PF, 0));
	}
	/* The operand is an address: its segment counts. */
	mini_gdt[6] = mini_segment(va - 0x1000, 0xfffff, 0xf2);
	mini_map(va, pa(one) | P | A | D);
	CHECK(peek(va) == 1);
	mini_map(va, pa(two) | P | A | D);
	asm volatile("mov %0, %%fs; invlpg %%fs:0x1000" : : "r" (0x33));
	CHECK(peek(va) == 2);
	/* One that is nowhere does nothing. */
	CHECK(TRAPS("invlpg (%0)", : : "r" (0x80000000)) == 0);
	CHECK(TRAPS("invlpg (%0)", : : "r" (0xffc00000)) == 0);
	CHECK(TRAPS("invlpg (%0)", : : "r" (0xfffff000)) == 0);
}
