// SPDX-License-Identifier: GPL-2.0
/* A changed entry is seen after a load of CR3. */
#include "mini.h"

MINI_EXPECT("powered off");

#define VA	0x00800000u
#define KERNEL	0xc0800000u

MINI("changes entries and loads CR3")
{
	u32 *one = mini_page(), *two = mini_page(), *table = mini_page(), i;
	u32 cr3, old, *other;

	*one = 1;
	*two = 2;
	mini_paging_on();
	cr3 = read_cr3();
	other = mini_directory();
	for (i = 0; i < 20; i++) {
		u32 *page = i & 1 ? one : two, flags = i & 2 ? A | D : 0;

		mini_map(VA, pa(page) | P | W | U | flags);
		*mini_pte(KERNEL) = pa(page) | P | W | flags;
		/* With the same CR3, or with another in between. */
		if (i & 4)
			write_cr3(pa(other));
		write_cr3(cr3);
		CHECK(peek(VA) == *page && peek(KERNEL) == *page);
		CHECK(USER("mov 0x800000, %%eax") == 0x80);
		CHECK(mini_last.eax == *page);
		if (i & 4)
			write_cr3(pa(other));
		mini_map(VA, 0);
		write_cr3(cr3);
		CHECK(TRAPS("mov (%0), %%eax", : : "r" (VA) : "eax"));
		CHECK(TRAPPED(PF, 0));
	}
	/* Another table in the directory, and back. */
	mini_map(VA, pa(one) | P | A | D);
	write_cr3(cr3);
	CHECK(peek(VA) == 1);
	table[0] = pa(two) | P | A | D;
	old = *mini_pde(VA);
	*mini_pde(VA) = pa(table) | P | W | U | A;
	write_cr3(cr3);
	CHECK(peek(VA) == 2);
	*mini_pde(VA) = old;
	write_cr3(cr3);
	CHECK(peek(VA) == 1);
	*mini_pde(VA) = 0;
	write_cr3(cr3);
	CHECK(TRAPS("mov (%0), %%eax", : : "r" (VA) : "eax"));
}
