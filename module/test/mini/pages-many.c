// SPDX-License-Identifier: GPL-2.0
/* More pages of ring 3 in one space than a shadow has records for. */
#include "mini.h"

MINI_EXPECT("powered off");

#define VA	0x40000000u
#define FIRST	0x00500000u	/* frames from here on */
#define COUNT	2800u

MINI("touches thousands of user pages")
{
	u32 *tables[3], i, round, *other;

	mini_paging_on();
	for (i = 0; i < 3; i++) {
		tables[i] = mini_page();
		*mini_pde(VA + (i << 22)) = pa(tables[i]) | P | W | U;
	}
	other = mini_directory();
	for (i = 0; i < COUNT; i++)
		tables[i >> 10][i & 1023] = (FIRST + i * PAGE_SIZE) | P | W | U;
	for (round = 0; round < 3; round++) {
		for (i = 0; i < COUNT; i++)
			poke(VA + i * PAGE_SIZE, i * 3 + round);
		if (round == 1)
			write_cr3(pa(other));
		for (i = 0; i < COUNT; i++)
			CHECK(peek(VA + i * PAGE_SIZE) == i * 3 + round);
	}
	/* Moved one frame on, and all of them seen at their new place. */
	for (i = 0; i < COUNT; i++)
		tables[i >> 10][i & 1023] = (FIRST + (COUNT - 1 - i) *
					     PAGE_SIZE) | P | W | U | A | D;
	write_cr3(read_cr3());
	for (i = 0; i < COUNT; i++)
		CHECK(peek(VA + i * PAGE_SIZE) == (COUNT - 1 - i) * 3 + 2);
	CHECK(USER("mov $0x40000000, %%esi; mov $2800, %%ecx; xor %%ebx, %%ebx\n"
		   "1: add (%%esi), %%ebx; add $0x1000, %%esi\n"
		   "loop 1b") == 0x80);
	CHECK(mini_last.ebx == COUNT * (COUNT - 1) / 2 * 3 + COUNT * 2);
}
