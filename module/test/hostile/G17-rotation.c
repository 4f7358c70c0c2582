// SPDX-License-Identifier: GPL-2.0
/*
 * G17: six directories in rotation, a million switches, with data and a stack
 * in each. The ring does most of them; behind each 17th the data and the stack
 * are used.
 */
#define MINI_RAW
#include "hostile.h"

EXPECT(0, "powered off");
RING;

#define SPACES	6
#define SWITCHES 1000000u
#define UNUSED	16u
#define VA	0x40000000u
#define STACK	0x40002000u

MINI("changes directories a million times")
{
	u32 *dirs[SPACES], *data[SPACES], uses[SPACES] = { 0 }, i, n, *table;

	ring_start();
	mini_paging_on();
	for (i = 0; i < 4096; i++)
		*mini_pte(PAGE_OFFSET + i * PAGE_SIZE) |= G;
	write_cr4(read_cr4() | CR4_PGE);
	for (i = 0; i < SPACES; i++) {
		dirs[i] = mini_directory();
		table = mini_page();
		data[i] = mini_page();
		dirs[i][VA >> 22] = pa(table) | P | W | U;
		table[0] = pa(data[i]) | P | W | U;
		table[1] = pa(mini_page()) | P | W | U;
	}
	for (n = 0; n < SWITCHES; ) {
		for (i = 0; i < UNUSED; i++)
			ring_put(LHCALL_NEW_PGTABLE, pa(dirs[n++ % SPACES]), 0,
				 0);
		i = n++ % SPACES;
		hcall(LHCALL_NEW_PGTABLE, pa(dirs[i]), 0, 0);
		poke(VA, peek(VA) + 1);
		uses[i]++;
		asm volatile("xchg %%esp, %0; push %0; pop %0; xchg %%esp, %0"
			     : : "r" (STACK) : "memory");
	}
	for (i = 0; i < SPACES; i++)
		CHECK(uses[i] > SWITCHES / (UNUSED + 1) / SPACES - 2 &&
		      *data[i] == uses[i]);
}
