// SPDX-License-Identifier: GPL-2.0
/* SET_PTE, SET_PMD and NEW_PGTABLE do what invlpg and mov to cr3 would. */
#include "mini.h"

MINI_EXPECT("powered off");

#define VA	0x800000u
#define HIGH	0xc0f00000u

static u32 *frames[2];

static void change(u32 va, u32 entry)
{
	*mini_pte(va) = entry;
	hcall(LHCALL_SET_PTE, read_cr3(), va, entry);
}

static void look(u32 va)
{
	change(va, pa(frames[0]) | P | W | A | D);
	CHECK(peek(va) == 1);
	change(va, pa(frames[1]) | P | A);
	CHECK(peek(va) == 2);
	CHECK(TRAPS("mov %%eax, (%0)", : : "r" (va)) && TRAPPED(PF, 3));
	change(va, 0);
	CHECK(TRAPS("mov (%0), %%eax", : : "r" (va) : "eax") && TRAPPED(PF, 0));
	/* Not yet accessed: the first access is what sets the bit. */
	change(va, pa(frames[0]) | P);
	CHECK(!(*mini_pte(va) & A) && peek(va) == 1);
	CHECK(*(volatile u32 *)mini_pte(va) & A);
	*mini_pte(va) = pa(frames[1]) | P | W | U;
	hcall(LHCALL_SET_PMD, read_cr3(), va >> 22, 0);
	CHECK(peek(va) == 2);
}

MINI("announces page table changes")
{
	u32 *dir, *table, *old, here;

	mini_paging_on();
	write_cr0(read_cr0() | CR0_WP);
	frames[0] = mini_page();
	frames[1] = mini_page();
	*frames[0] = 1;
	*frames[1] = 2;
	look(VA);
	look(HIGH);

	/* A directory that is not loaded, and then is. */
	here = read_cr3();
	dir = mini_directory();
	table = mini_page();
	old = mini_pte(VA);
	dir[VA >> 22] = pa(table) | P | W | U;
	table[VA >> 12 & 1023] = pa(frames[0]) | P;
	*old = pa(frames[1]) | P;
	hcall(LHCALL_NEW_PGTABLE, pa(dir), 0, 0);
	CHECK(read_cr3() == pa(dir) && peek(VA) == 1);
	*old = pa(frames[0]) | P;
	hcall(LHCALL_SET_PTE, here, VA, *old);
	CHECK(peek(VA) == 1);
	hcall(LHCALL_NEW_PGTABLE, here, 0, 0);
	CHECK(peek(VA) == 1);
	/* What does not exist is ignored. */
	hcall(LHCALL_SET_PMD, here, 1023, 0);
	hcall(LHCALL_SET_PMD, here, ~0, 0);
	hcall(LHCALL_SET_PTE, 0x12345000, VA, ~0);
	CHECK(peek(VA) == 1);
}
