// SPDX-License-Identifier: GPL-2.0
/*
 * Ten directories in rotation whose tables change while they are not loaded:
 * after each load of CR3 memory is as a walk through the tables says.
 */
#include "mini.h"

MINI_EXPECT("powered off");

#define SPACES	10
#define TABLES	8
#define FRAMES	16
#define SLOT	256u		/* of a directory: 0x40000000 */
#define VA(i)	(0x40000000u + ((i) & 1) * 0x400000 + ((i) >> 1) * 0x7000)

static u32 *dirs[SPACES], *tables[TABLES], *frames[FRAMES];

static u32 random(u32 below)
{
	static u32 seed = 12345;

	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % below;
}

static u32 *in_ram(u32 entry)
{
	return entry & P ? (u32 *)((entry & ~0xfff) + PAGE_OFFSET) : 0;
}

static u32 *entry_of(u32 space, u32 va)
{
	u32 *table = in_ram(dirs[space][va >> 22]);

	return table ? &table[va >> 12 & 1023] : 0;
}

static void change(u32 space)
{
	static const u32 rights[] = { P, P | W, P | A, P | W | A | D, 0 };
	u32 va = VA(random(16)), *entry;

	switch (random(8)) {
	case 0:			/* another table, perhaps used elsewhere */
		dirs[space][SLOT + random(2)] =
			pa(tables[random(TABLES)]) | P | W | U;
		break;
	case 1:
		dirs[space][SLOT + random(2)] = 0;
		break;
	case 2:			/* a table is freed and used anew */
		memset(tables[random(TABLES)], 0, PAGE_SIZE);
		break;
	default:
		entry = entry_of(space, va);
		if (entry)
			*entry = pa(frames[random(FRAMES)]) | rights[random(5)];
	}
}

static void check(u32 space)
{
	u32 i;

	for (i = 0; i < 16; i++) {
		u32 *entry = entry_of(space, VA(i)), *frame;

		frame = entry ? in_ram(*entry) : 0;
		if (!frame) {
			CHECK(TRAPS("mov (%0), %%eax", : : "r" (VA(i)) : "eax"));
			CHECK(TRAPPED(PF, 0));
			continue;
		}
		CHECK(peek(VA(i)) == *frame);
		if (!(*entry & W)) {
			CHECK(TRAPS("mov %%eax, (%0)", : : "r" (VA(i))));
			CHECK(TRAPPED(PF, 3));
		} else if (random(2)) {
			poke(VA(i), *frame + 0x10000);
			CHECK(peek(VA(i)) == *frame && (*entry & D));
		}
	}
}

MINI("changes tables of ten directories in rotation")
{
	u32 i, step, space = 0, changes;

	mini_paging_on();
	for (i = 0; i < SPACES; i++)
		dirs[i] = mini_directory();
	for (i = 0; i < TABLES; i++)
		tables[i] = mini_page();
	for (i = 0; i < FRAMES; i++)
		*(frames[i] = mini_page()) = i;
	for (step = 0; step < 1000; step++) {
		for (changes = random(6); changes; changes--)
			change(random(SPACES));
		/* Mostly few spaces, so that the kept ones are used. */
		space = random(step & 256 ? SPACES : 3);
		write_cr3(pa(dirs[space]));
		check(space);
	}
}
