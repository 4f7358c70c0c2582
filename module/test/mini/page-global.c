// SPDX-License-Identifier: GPL-2.0
/* Global entries outlive a load of CR3, not a change of CR4.PGE. */
#include "mini.h"

MINI_EXPECT("powered off");

#define VA 0xd0000000u

static u32 *table;

static void map(u32 *page, u32 flags)
{
	table[0] = pa(page) | P | W | A | D | flags;
}

MINI("keeps and drops global entries")
{
	u32 *one = mini_page(), *two = mini_page(), *other;

	*one = 1;
	*two = 2;
	mini_paging_on();
	table = mini_page();
	*mini_pde(VA) = pa(table) | P | W | A;
	other = mini_directory();
	/* Without PGE the bit means nothing. */
	map(one, G);
	CHECK(peek(VA) == 1);
	map(two, G);
	write_cr3(read_cr3());
	CHECK(peek(VA) == 2);

	write_cr4(read_cr4() | CR4_PGE);
	CHECK(peek(VA) == 2);
	map(one, G);
	write_cr3(read_cr3());
	CHECK(peek(VA) == 2);
	write_cr3(pa(other));
	CHECK(peek(VA) == 2);
	write_cr4(read_cr4() & ~CR4_PGE);
	CHECK(peek(VA) == 1);
	write_cr4(read_cr4() | CR4_PGE);
	CHECK(peek(VA) == 1);
	map(two, G);
	invlpg(VA);
	CHECK(peek(VA) == 2);
	/* Entries that are not global go at each load. */
	map(one, 0);
	invlpg(VA);
	CHECK(peek(VA) == 1);
	map(two, 0);
	write_cr3(read_cr3());
	CHECK(peek(VA) == 2);
	/* CR0.PG drops all. */
	map(one, G);
	invlpg(VA);
	CHECK(peek(VA) == 1);
	map(two, G);
	write_cr0(read_cr0() & ~0x80000000);
	write_cr0(read_cr0() | 0x80000000);
	CHECK(peek(VA) == 2);
}
