// SPDX-License-Identifier: GPL-2.0
/*
 * Host 100: More than one at a time
 *
 * A CR3 load empties a TLB, and refilling a shadow by faults costs most of a
 * guest's time. So we keep the shadows of the last few page directories. The
 * guest changes its tables without telling us; when it loads CR3 again (or
 * flushes), we compare each kept entry with the guest's entries that it was
 * made from, and drop it if they differ. What remains is what a CPU could have
 * fetched right after the load.
 *
 * Above page_offset only global pages survive, and all spaces share the tables
 * there: global entries are the same in all by definition.  So is what an i386
 * host has for its switcher at the top.
 */
#include <linux/mem_encrypt.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <asm/io.h>
#include <asm/pgtable_types.h>
#include "lg.h"

#define SPTE_TABLE	(_PAGE_PRESENT | _PAGE_RW | _PAGE_USER | _PAGE_ACCESSED)

/* A record's address is a page's; its low bit says that the page is big. */
#define RECORD_BIG	1

/* Tables of one guest; beyond this all are dropped.  4 MiB, 8 with PAE. */
#define TABLES_MAX	SHADOW_DIRS

/* Guest page table entries that are compared after one look; a power of two. */
#define PEEK_WORDS	16

static spte_t *dir_entry(const struct shadow_space *space, u32 va)
{
	u32 index = va >> SHADOW_DIR_SHIFT;
	u32 per_page = PAGE_SIZE / sizeof(spte_t);

	return &space->dir[index / per_page][index % per_page];
}

static spte_t *table_of(spte_t dir)
{
	return dir & _PAGE_PRESENT ? __va(dir & PTE_PFN_MASK) : NULL;
}

bool shadow_is_shared(const struct lguest *lg, u32 va)
{
	return va >= lg->page_offset;
}

/* The entry for an address if there is a table, else NULL. */
spte_t *shadow_leaf(const struct shadow_space *space, u32 va)
{
	spte_t *table;

	if (va >= GUEST_TOP)
		return NULL;
	table = table_of(*dir_entry(space, va));
	if (!table)
		return NULL;
	return &table[(va >> PAGE_SHIFT) % SHADOW_TABLE_ENTRIES];
}

static void free_table(struct lguest *lg, spte_t *dir)
{
	if (!table_of(*dir))
		return;
	free_page((unsigned long)table_of(*dir));
	*dir = 0;
	lg->stats.count[LGUEST_STAT_SHADOW]--;
}

/* Drops what is the space's own; its shared tables stay. */
static void space_clear(struct lguest *lg, struct shadow_space *space)
{
	u32 i;

	if (!space->last_use)
		return;
	for (i = 0; i < lg->page_offset >> SHADOW_DIR_SHIFT; i++)
		free_table(lg, dir_entry(space, i << SHADOW_DIR_SHIFT));
	space->nr_records = 0;
	space->last_use = 0;
}

/* Every table of every space but the switcher's is empty afterwards. */
void spaces_clear(struct lguest *lg)
{
	u32 i;

	for (i = 0; i < SHADOW_SPACES; i++)
		space_clear(lg, &lg->spaces[i]);
	for (i = lg->page_offset >> SHADOW_DIR_SHIFT;
	     i < GUEST_TOP >> SHADOW_DIR_SHIFT; i++) {
		spte_t *table = table_of(*dir_entry(lg->space,
						    i << SHADOW_DIR_SHIFT));

		if (table)
			clear_page(table);
	}
	lg->space->guest_cr3 = lg->cr3;
	lg->space->last_use = ++lg->space_uses;
}

void shadow_share_table(struct lguest *lg, u32 va, spte_t entry)
{
	u32 i;

	for (i = 0; i < SHADOW_SPACES; i++)
		*dir_entry(&lg->spaces[i], va) = entry;
}

spte_t *shadow_leaf_alloc(struct lguest *lg, u32 va)
{
	spte_t *leaf = shadow_leaf(lg->space, va);
	unsigned long table;
	spte_t entry;

	if (leaf)
		return leaf;
	if (lg->cheap) {
		lg->retreat = true;
		return NULL;
	}
	if (lg->stats.count[LGUEST_STAT_SHADOW] >= TABLES_MAX)
		spaces_clear(lg);
	table = get_zeroed_page(GFP_KERNEL_ACCOUNT);
	if (!table) {
		guest_kill(lg, "the host has no memory for shadow page tables");
		return NULL;
	}
	lg_count(lg, SHADOW);
	entry = __sme_set(__pa(table)) | SPTE_TABLE;
	if (shadow_is_shared(lg, va))
		shadow_share_table(lg, va, entry);
	else
		*dir_entry(lg->space, va) = entry;
	return shadow_leaf(lg->space, va);
}

/*
 * Records are of one kind of tables at a time, as a change of CR4.PAE drops all
 * of them.  Of a PAE guest's entries only the lower half is kept: guest_walk()
 * ends a guest that has a bit set in the upper one of an entry it uses.
 */
static bool guest_pae(const struct lguest *lg)
{
	return lg->cr4 & X86_CR4_PAE;
}

/* What one entry of the guest's page directories maps. */
static u32 guest_dir_shift(const struct lguest *lg)
{
	return guest_pae(lg) ? 21 : 22;
}

/* Notes what an entry below page_offset was made from. */
void space_record(struct lguest *lg, u32 va, const struct guest_walk *walk)
{
	struct shadow_space *space = lg->space;
	u32 slot = va >> guest_dir_shift(lg);

	if (space->nr_records == SHADOW_RECORDS) {
		/* A space this large is rebuilt from time to time. */
		space_clear(lg, space);
		space->guest_cr3 = lg->cr3;
		space->last_use = ++lg->space_uses;
	}
	if (space->guest_dir[slot] != walk->dir_entry) {
		/* Another table than the slot's entries came from. */
		u32 i;

		for (i = 0; i < space->nr_records; i++) {
			struct shadow_record *record = &space->records[i];
			spte_t *leaf = shadow_leaf(space, record->va);

			if (record->va >> guest_dir_shift(lg) == slot && leaf)
				*leaf = 0;
		}
		space->guest_dir[slot] = walk->dir_entry;
	}
	space->records[space->nr_records++] = (struct shadow_record) {
		.va = (va & PAGE_MASK) | (walk->big ? RECORD_BIG : 0),
		.entry = walk->entry,
	};
}

/* A piece of the guest's memory as it is now: neighbours are asked for next. */
struct peeked {
	u32 addr;
	bool there;
	u32 words[PEEK_WORDS];
};

static bool word_is(struct lguest *lg, struct peeked *piece, u32 addr, u32 value)
{
	u32 start = addr & ~(sizeof(piece->words) - 1);

	if (piece->addr != start) {
		piece->addr = start;
		piece->there = guest_peek(lg, start, piece->words,
					  sizeof(piece->words));
	}
	return piece->there && piece->words[(addr - start) / 4] == value;
}

static bool peek_entry(struct lguest *lg, u32 table, u32 index, u64 *entry)
{
	u32 size = guest_pae(lg) ? 8 : 4;

	*entry = 0;
	return guest_peek(lg, table + index * size, entry, size);
}

/* Does the guest still have the directory entry a slot's shadow came from? */
static bool dir_entry_same(struct lguest *lg, const struct shadow_space *space,
			   u32 slot)
{
	u32 dir = space->guest_cr3 & PAGE_MASK, per_dir = 1024;
	u32 pointers = space->guest_cr3 & ~31;
	u64 entry;

	if (guest_pae(lg)) {
		if (!peek_entry(lg, pointers, slot / 512, &entry) ||
		    !(entry & _PAGE_PRESENT) || entry >> 32)
			return false;
		dir = entry & PAGE_MASK;
		per_dir = 512;
	}
	return peek_entry(lg, dir, slot % per_dir, &entry) &&
	       entry == space->guest_dir[slot];
}

static bool entry_same(struct lguest *lg, const struct shadow_space *space,
		       const struct shadow_record *record, struct peeked *piece)
{
	u32 dir = space->guest_dir[record->va >> guest_dir_shift(lg)];
	u32 table = dir & PAGE_MASK, page = record->va >> PAGE_SHIFT;

	if (record->va & RECORD_BIG)
		return dir == record->entry;
	if (guest_pae(lg)) {
		table += page % 512 * 8;
		return word_is(lg, piece, table, record->entry) &&
		       word_is(lg, piece, table + 4, 0);
	}
	return word_is(lg, piece, table + page % 1024 * 4, record->entry);
}

/*
 * Mastery 30+: Exercise: trust the guest
 *
 * After a CR3 load or a flush: keep just what the guest's tables still say.
 *
 * Delete "|| !entry_same(lg, space, record, &piece)". A guest that changes an
 * entry and loads CR3 now sees the old page: `module/test/mini/run page-cr3
 * spaces-random`. The second of them makes random changes and compares with
 * what a CPU would show; such a test finds what nobody has thought of.
 */
void space_revalidate(struct lguest *lg, struct shadow_space *space)
{
	u32 i, kept = 0, slot = ~0, dir = ~0;
	struct peeked piece = { .addr = ~0 };
	spte_t *table = NULL;
	bool same = false;

	for (i = 0; i < space->nr_records; i++) {
		const struct shadow_record *record = &space->records[i];
		u32 va = record->va;
		spte_t *leaf;

		if (va >> SHADOW_DIR_SHIFT != dir) {
			dir = va >> SHADOW_DIR_SHIFT;
			table = table_of(*dir_entry(space, va));
		}
		if (!table)
			continue;
		leaf = &table[(va >> PAGE_SHIFT) % SHADOW_TABLE_ENTRIES];
		if (!*leaf)
			continue;
		if (va >> guest_dir_shift(lg) != slot) {
			slot = va >> guest_dir_shift(lg);
			same = dir_entry_same(lg, space, slot);
		}
		if (!same || !entry_same(lg, space, record, &piece))
			*leaf = 0;
		else if (kept++ != i)
			space->records[kept - 1] = *record;
	}
	space->nr_records = kept;
}

/* Makes the space of the guest's CR3 the present one; an old one makes room. */
void space_switch(struct lguest *lg)
{
	struct shadow_space *space, *oldest = &lg->spaces[0];
	u32 i;

	for (i = 0; i < SHADOW_SPACES; i++) {
		space = &lg->spaces[i];
		if (space->last_use && space->guest_cr3 == lg->cr3)
			goto found;
		if (space->last_use < oldest->last_use)
			oldest = space;
	}
	space = oldest;
	space_clear(lg, space);
	space->guest_cr3 = lg->cr3;
found:
	space->last_use = ++lg->space_uses;
	lg->space = space;
	space_revalidate(lg, space);
}

static int space_init(struct shadow_space *space)
{
	u32 i;

	space->guest_dir = kvcalloc(GUEST_DIRS, sizeof(u32),
				    GFP_KERNEL_ACCOUNT);
	space->records = kvcalloc(SHADOW_RECORDS, sizeof(*space->records),
				  GFP_KERNEL_ACCOUNT);
	if (!space->guest_dir || !space->records)
		return -ENOMEM;
	for (i = 0; i < SHADOW_DIR_PAGES; i++) {
		space->dir[i] = (spte_t *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
		if (!space->dir[i])
			return -ENOMEM;
	}
	return root_init(space);
}

int shadow_init(struct lguest *lg)
{
	u32 i;
	int err;

	lg->nonglobal = kvcalloc(NONGLOBAL_MAX, sizeof(u32),
				 GFP_KERNEL_ACCOUNT);
	if (!lg->nonglobal)
		return -ENOMEM;
	for (i = 0; i < SHADOW_SPACES; i++) {
		err = space_init(&lg->spaces[i]);
		if (err)
			return err;
	}
	lg->space = &lg->spaces[0];
	lg->space->last_use = ++lg->space_uses;
	return 0;
}

void shadow_free(struct lguest *lg)
{
	struct shadow_space *space;
	u32 i, page;

	for (i = 0; i < SHADOW_SPACES && lg->space; i++)
		space_clear(lg, &lg->spaces[i]);
	for (i = lg->page_offset >> SHADOW_DIR_SHIFT;
	     i < GUEST_TOP >> SHADOW_DIR_SHIFT && lg->space; i++)
		free_table(lg, dir_entry(lg->space, i << SHADOW_DIR_SHIFT));
	for (i = 0; i < SHADOW_SPACES; i++) {
		space = &lg->spaces[i];
		for (page = 0; page < SHADOW_DIR_PAGES; page++)
			free_page((unsigned long)space->dir[page]);
		for (page = 0; page < SHADOW_ROOTS; page++)
			free_page((unsigned long)space->roots[page]);
		kvfree(space->guest_dir);
		kvfree(space->records);
		memset(space, 0, sizeof(*space));
	}
	lg->space = NULL;
	kvfree(lg->nonglobal);
	lg->nonglobal = NULL;
}
