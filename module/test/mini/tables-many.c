// SPDX-License-Identifier: GPL-2.0
/* More shadow tables than the host lets a guest have: a page of each slot. */
#include "mini.h"

MINI_EXPECT("powered off");

#define DIRS	4
#define FIRST	16u
#define SLOTS	(PAGE_OFFSET >> 22)

static u32 *dirs[DIRS], *frames[DIRS];

/* One page at the same offset of every 2 MiB: a table each on any host. */
static void visit(u32 dir, u32 plus)
{
	u32 slot;

	write_cr3(pa(dirs[dir]));
	for (slot = FIRST; slot < SLOTS; slot++) {
		CHECK(peek(slot << 22) == dir + plus);
		CHECK(peek(slot << 22 | 1 << 21) == dir + plus);
	}
}

MINI("touches every table of four directories")
{
	u32 dir, slot, *table;

	mini_paging_on();
	for (dir = 0; dir < DIRS; dir++) {
		dirs[dir] = mini_directory();
		frames[dir] = mini_page();
		*frames[dir] = dir;
		table = mini_page();
		table[0] = pa(frames[dir]) | P | W | U;
		table[512] = pa(frames[dir]) | P | W | U;
		for (slot = FIRST; slot < SLOTS; slot++)
			dirs[dir][slot] = pa(table) | P | W | U;
	}
	for (dir = 0; dir < DIRS; dir++)
		visit(dir, 0);
	for (dir = 0; dir < DIRS; dir++)
		*frames[dir] += 10;
	for (dir = DIRS; dir--; )
		visit(dir, 10);
	/* Another frame, seen in all of them. */
	table = (u32 *)((dirs[0][FIRST] & ~0xfff) + PAGE_OFFSET);
	table[0] = table[512] = pa(frames[1]) | P | W | U;
	*frames[1] = 20;
	visit(0, 20);
}
