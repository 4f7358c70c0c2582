// SPDX-License-Identifier: GPL-2.0
/*
 * Accesses that begin below 4 GiB and would end above: on an x86_64 host there
 * is something above, and CR2 says so in 33 bits.  The guest gets a fault, of
 * the page or of the segment, and goes on.
 */
#include "mini.h"

MINI_EXPECT("powered off");

static u32 a_fault(void)
{
	if (mini_trapped != 1)
		return 0;
	return (mini_last.vector == PF && !mini_last.error) ||
	       (mini_last.vector == PF && mini_last.error == W) ||
	       ((mini_last.vector == GP || mini_last.vector == SS) &&
		!mini_last.error);
}

/* Access by a 32-bit address that wraps is one of a low address. */
static u32 low_word(void)
{
	u32 value;

	asm volatile("mov 0x10(%1), %0" : "=r" (value) : "r" (0xfffffff4));
	return value;
}

MINI("reads and writes past the end of its addresses")
{
	u32 last, *zero, *table;

	mini_paging_on();
	/* With page 0 there, what wraps would even find something. */
	zero = mini_page();
	table = mini_page();
	table[0] = pa(zero) | P | W;
	*mini_pde(0) = pa(table) | P | W;
	write_cr3(read_cr3());
	for (last = 1; last < 4; last++) {
		u32 va = -last;

		zero[0] = 0x5a5a5a5a;
		TRAPS("mov (%0), %%eax", : : "r" (va) : "eax");
		CHECK(a_fault());
		TRAPS("movl $0, (%0)", : : "r" (va) : "memory");
		CHECK(a_fault());
		CHECK(zero[0] == 0x5a5a5a5a);
	}
	zero[1] = 0x1234;
	CHECK(low_word() == 0x1234);
	CHECK(USER("mov $0xfffffffe, %%eax; mov (%%eax), %%eax") != 0x80);
	CHECK(USER("mov $0xfffffffe, %%eax; mov %%eax, (%%eax)") != 0x80);
	CHECK(USER("mov $0xfffffffd, %%eax; jmp *%%eax") != 0x80);
	CHECK(USER("mov $2, %%esp; push %%eax") != 0x80);
}
