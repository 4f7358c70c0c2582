// SPDX-License-Identifier: GPL-2.0
/*
 * Ten directories in rotation whose tables change while they are not loaded:
 * after each load of CR3 memory is as a walk through the tables says.
 * spaces-random-pae is this with PAE.
 */
#include "mini.h"

MINI_EXPECT("powered off");

#ifdef PAE
typedef u64 entry_t;
#define SHIFT	21
#define ENTRIES	512u
#else
typedef u32 entry_t;
#define SHIFT	22
#define ENTRIES	1024u
#endif
#define SPACES	10
#define TABLES	8
#define FRAMES	16
#define SLOT	(0x40000000u >> SHIFT & (ENTRIES - 1))
#define VA(i)	(0x40000000u + ((i) & 1) * (1 << SHIFT) + ((i) >> 1) * 0x7000)

static entry_t *dirs[SPACES], *tables[TABLES];
static u32 *frames[FRAMES], cr3[SPACES];

static u32 random(u32 below)
{
	static u32 seed = 12345;

	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % below;
}

static void *in_ram(u32 entry)
{
	return entry & P ? (void *)((entry & ~0xfff) + PAGE_OFFSET) : 0;
}

#ifdef PAE
/* The third level: four pointers to directories. */
static u64 pointers[SPACES][4] __attribute__((aligned(32)));

static entry_t *dir_of(u32 space)
{
	return in_ram(pointers[space][VA(0) >> 30]);
}

static void swap_directory(u32 space)
{
	pointers[space][VA(0) >> 30] = pa(dirs[random(SPACES)]) | P;
}

static void make_spaces(void)
{
	u64 *kernel = mini_page();
	u32 i;

	for (i = 0; i < 8; i++)
		kernel[i] = i << 21 | P | W | PS;
	for (i = 0; i < SPACES; i++) {
		dirs[i] = mini_page();
		pointers[i][PAGE_OFFSET >> 30] = pa(kernel) | P;
		pointers[i][VA(0) >> 30] = pa(dirs[i]) | P;
		cr3[i] = pa(pointers[i]);
	}
	write_cr4(read_cr4() | CR4_PAE);
	write_cr3(cr3[0]);
	write_cr0(read_cr0() | 0x80000000 | CR0_WP);
}
#else
static entry_t *dir_of(u32 space)
{
	return dirs[space];
}

static void swap_directory(u32 space)
{
	memset(&dirs[space][SLOT], 0, 2 * sizeof(entry_t));
}

static void make_spaces(void)
{
	u32 i;

	mini_paging_on();
	for (i = 0; i < SPACES; i++) {
		dirs[i] = mini_directory();
		cr3[i] = pa(dirs[i]);
	}
}
#endif

static entry_t *entry_of(u32 space, u32 va)
{
	entry_t *table = in_ram(dir_of(space)[va >> SHIFT & (ENTRIES - 1)]);

	return table ? &table[va >> 12 & (ENTRIES - 1)] : 0;
}

static void change(u32 space)
{
	static const u32 rights[] = { P, P | W, P | A, P | W | A | D, 0 };
	u32 va = VA(random(16));
	entry_t *entry;

	switch (random(8)) {
	case 0:			/* another table, perhaps used elsewhere */
		dir_of(space)[SLOT + random(2)] =
			pa(tables[random(TABLES)]) | P | W | U;
		break;
	case 1:
		dir_of(space)[SLOT + random(2)] = 0;
		break;
	case 2:			/* a table is freed and used anew */
		memset(tables[random(TABLES)], 0, PAGE_SIZE);
		break;
	case 3:
		if (!random(8))
			swap_directory(space);
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
		entry_t *entry = entry_of(space, VA(i));
		u32 *frame;

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

	make_spaces();
	for (i = 0; i < TABLES; i++)
		tables[i] = mini_page();
	for (i = 0; i < FRAMES; i++)
		*(frames[i] = mini_page()) = i;
	for (step = 0; step < 1000; step++) {
		for (changes = random(6); changes; changes--)
			change(random(SPACES));
		/* Mostly few spaces, so that the kept ones are used. */
		space = random(step & 256 ? SPACES : 3);
		write_cr3(cr3[space]);
		check(space);
	}
}
