// SPDX-License-Identifier: GPL-2.0
/*
 * Six directories in rotation, each with a page, a stack for ring 3 and a
 * stack for traps of its own at the same addresses.
 */
#include "mini.h"

MINI_EXPECT("powered off");

#define SPACES	6
#define VA	0x40000000u
#define STACK	0x40003000u	/* top of ring 3's */
#define TRAPS_AT 0x40006000u	/* top of ring 1's */

static u32 *dirs[SPACES], *data[SPACES], *stack[SPACES], *traps[SPACES][2];

static void make_space(u32 i)
{
	u32 *table = mini_page();

	dirs[i] = mini_directory();
	data[i] = mini_page();
	stack[i] = mini_page();
	traps[i][0] = mini_page();
	traps[i][1] = mini_page();
	dirs[i][VA >> 22] = pa(table) | P | W | U;
	table[0] = pa(data[i]) | P | W | U;
	table[2] = pa(stack[i]) | P | W | U;
	table[4] = pa(mini_page()) | P | W;
	table[5] = pa(traps[i][0]) | P | W;
	data[i][0] = i;
}

MINI("changes stacks with the directory")
{
	u32 round, i, *table;

	mini_paging_on();
	/* incl (VA); push (VA); then a system call. */
	CHECK(USER("incl 0x40000000; push 0x40000000") == PF);
	for (i = 0; i < SPACES; i++)
		make_space(i);
	mini_tss[1] = TRAPS_AT;
	for (round = 1; round <= 200; round++) {
		for (i = 0; i < SPACES; i++) {
			write_cr3(pa(dirs[i]));
			stack[i][1023] = 0;
			memset(&traps[i][round & 1][1000], 0, 24 * 4);
			/* Its own trap stack moved while it was away. */
			table = (u32 *)((dirs[i][VA >> 22] & ~0xfff) +
					PAGE_OFFSET);
			CHECK(table[5] ==
			      ((pa(traps[i][~round & 1])) | P | W | A | D) ||
			      round == 1);
			table[5] = pa(traps[i][round & 1]) | P | W | A | D;
			invlpg(TRAPS_AT - 4);
			mini_user(USER_CODE, STACK);
			CHECK(mini_last.vector == 0x80);
			CHECK(data[i][0] == i + round);
			CHECK(stack[i][1023] == i + round);
			CHECK(mini_last.esp == STACK - 4);
			CHECK(traps[i][round & 1][1023] == 0x7b);
			CHECK(traps[i][round & 1][1022] == STACK - 4);
		}
	}
}
