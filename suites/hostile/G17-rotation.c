// SPDX-License-Identifier: GPL-2.0
/* G17: six directories in rotation, with a stack in each. */
#include "hostile.h"

EXPECT(0, "powered off");

#define SPACES	6
#define SWITCHES 100000u
#define VA	0x40000000u
#define STACK	0x40002000u

MINI("changes directories a hundred thousand times")
{
	u32 *dirs[SPACES], *data[SPACES], i, n, *table;

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
	for (n = 0; n < SWITCHES; n++) {
		i = n % SPACES;
		write_cr3(pa(dirs[i]));
		poke(VA, peek(VA) + 1);
		asm volatile("xchg %%esp, %0; push %0; pop %0; xchg %%esp, %0"
			     : : "r" (STACK) : "memory");
	}
	for (i = 0; i < SPACES; i++)
		CHECK(*data[i] == SWITCHES / SPACES +
		      (i < SWITCHES % SPACES));
}
