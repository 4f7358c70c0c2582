// SPDX-License-Identifier: GPL-2.0
/*
 * Shadow page tables: what the CPU walks while the guest runs.
 *
 * They are a TLB: empty at first, filled on a fault from the guest's own
 * tables, and dropped when the guest would drop its TLB (CR3, CR4, INVLPG, the
 * flush calls).  The guest need not tell us about changes to its tables; it
 * has to flush as on any CPU.  Ahead of need we fill only what a CPU might
 * have cached too: present entries whose accessed bit is already set.
 *
 * Shadow tables have the host's format, the guest's may differ.  An entry is
 * writable only if the guest's is dirty, so the first write faults and sets
 * the dirty bit.  Entries are never global and never map the switcher's slot.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <asm/io.h>
#include <asm/pgtable_types.h>
#include "lg.h"

#define SPTE_TABLE	(_PAGE_PRESENT | _PAGE_RW | _PAGE_USER | _PAGE_ACCESSED)
#define SPTE_LEAF	(_PAGE_PRESENT | _PAGE_ACCESSED)
#define SPTE_ADDR(e)	((u32)((e) & PAGE_MASK))

/* How many neighbours of a faulting user page are looked at; aligned. */
#define PREFILL_PAGES	16

static spte_t *dir_entry(struct lguest *lg, u32 va)
{
	u32 index = va >> SHADOW_DIR_SHIFT;
	u32 per_page = PAGE_SIZE / sizeof(spte_t);

	return &lg->dir[index / per_page][index % per_page];
}

static spte_t *leaf_entry(struct lguest *lg, u32 va)
{
	spte_t dir = *dir_entry(lg, va);
	spte_t *table;

	if (!(dir & _PAGE_PRESENT) || va >= SWITCHER_ADDR)
		return NULL;
	table = __va(SPTE_ADDR(dir));
	return &table[(va >> PAGE_SHIFT) % SHADOW_TABLE_ENTRIES];
}

static spte_t *leaf_entry_alloc(struct lguest *lg, u32 va)
{
	spte_t *dir = dir_entry(lg, va);

	if (!(*dir & _PAGE_PRESENT)) {
		unsigned long table = get_zeroed_page(GFP_KERNEL_ACCOUNT);

		if (!table) {
			guest_kill(lg, "the host has no memory for shadow page tables");
			return NULL;
		}
		lg->nr_tables++;
		lg_count(lg, SHADOW);
		*dir = __pa(table) | SPTE_TABLE;
	}
	return leaf_entry(lg, va);
}

static bool set_leaf(struct lguest *lg, u32 va, struct page *page,
		     const struct guest_walk *walk)
{
	spte_t *leaf = leaf_entry_alloc(lg, va);
	spte_t entry = page_to_phys(page) | SPTE_LEAF;

	if (!leaf)
		return false;
	if (walk->user)
		entry |= _PAGE_USER;
	if (walk->writable && walk->dirty)
		entry |= _PAGE_RW | _PAGE_DIRTY;
	*leaf = entry;
	if (!walk->global) {
		if (lg->nr_nonglobal < NONGLOBAL_MAX)
			lg->nonglobal[lg->nr_nonglobal] = va >> PAGE_SHIFT;
		lg->nr_nonglobal++;
	}
	return true;
}

/* One guest page table entry near a fault, if a TLB might hold it. */
static void prefill_one(struct lguest *lg, u32 va, u64 entry,
			const struct guest_walk *near)
{
	u32 pfn = (u32)entry >> PAGE_SHIFT;
	struct guest_walk walk = *near;
	spte_t *leaf;

	if ((entry & (_PAGE_PRESENT | _PAGE_ACCESSED)) !=
	    (_PAGE_PRESENT | _PAGE_ACCESSED) || entry >> 32 & 0xf)
		return;
	if (pfn >= lg->pfn_limit || !lg->pages[pfn])
		return;
	leaf = leaf_entry(lg, va);
	if (!leaf || *leaf)
		return;
	/* What the directory permits is at least what the fault's page had. */
	walk.writable = near->writable && (entry & _PAGE_RW);
	walk.user = near->user && (entry & _PAGE_USER);
	walk.dirty = entry & _PAGE_DIRTY;
	walk.global = (entry & _PAGE_GLOBAL) && (lg->cr4 & X86_CR4_PGE);
	if (set_leaf(lg, va, lg->pages[pfn], &walk))
		lg_count(lg, PREFILL);
}

static void prefill(struct lguest *lg, u32 va, const struct guest_walk *near)
{
	u32 first = va & ~(PREFILL_PAGES * PAGE_SIZE - 1);
	u32 index = (first >> PAGE_SHIFT) % (PAGE_SIZE / near->entry_size);
	union {
		u32 legacy[PREFILL_PAGES];
		u64 pae[PREFILL_PAGES];
	} entries;
	u32 i;

	if (!guest_read(lg, near->table + index * near->entry_size, &entries,
			PREFILL_PAGES * near->entry_size))
		return;
	for (i = 0; i < PREFILL_PAGES; i++)
		prefill_one(lg, first + i * PAGE_SIZE,
			    near->entry_size == 8 ? entries.pae[i] :
						    entries.legacy[i], near);
}

bool shadow_fill(struct lguest *lg, u32 va, const struct guest_walk *walk)
{
	struct page *page = guest_page(lg, walk->pfn);

	if (!page || !set_leaf(lg, va, page, walk))
		return false;
	if (walk->big)
		__set_bit(va >> 22, lg->big);
	else if (walk->entry_size)
		prefill(lg, va, walk);
	return true;
}

static void clear_leaf(struct lguest *lg, u32 va)
{
	spte_t *leaf = leaf_entry(lg, va);

	if (leaf)
		*leaf = 0;
}

void shadow_flush_page(struct lguest *lg, u32 va)
{
	u32 page, first = va & ~((4 << 20) - 1);

	clear_leaf(lg, va);
	if (!__test_and_clear_bit(va >> 22, lg->big))
		return;
	for (page = 0; page < 1024; page++)
		clear_leaf(lg, first + page * PAGE_SIZE);
}

void shadow_flush_nonglobal(struct lguest *lg)
{
	u32 i;

	if (lg->nr_nonglobal > NONGLOBAL_MAX) {
		shadow_flush_all(lg);
		return;
	}
	lg_count(lg, FLUSH);
	for (i = 0; i < lg->nr_nonglobal; i++)
		clear_leaf(lg, lg->nonglobal[i] << PAGE_SHIFT);
	lg->nr_nonglobal = 0;
}

void shadow_flush_all(struct lguest *lg)
{
	u32 i;

	lg_count(lg, FLUSH);
	for (i = 0; i < SWITCHER_ADDR >> SHADOW_DIR_SHIFT; i++) {
		spte_t dir = *dir_entry(lg, i << SHADOW_DIR_SHIFT);

		if (dir & _PAGE_PRESENT)
			clear_page(__va(SPTE_ADDR(dir)));
	}
	bitmap_zero(lg->big, 1024);
	lg->nr_nonglobal = 0;
}

/* The switcher's slot: writable at this level, its table is read-only. */
void shadow_map_switcher(struct lguest *lg, u32 table_phys)
{
	*dir_entry(lg, SWITCHER_ADDR) =
		table_phys | _PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED;
}

int shadow_init(struct lguest *lg)
{
	u32 i;

	lg->nonglobal = kvcalloc(NONGLOBAL_MAX, sizeof(u32),
				 GFP_KERNEL_ACCOUNT);
	if (!lg->nonglobal)
		return -ENOMEM;
	for (i = 0; i < SHADOW_DIR_PAGES; i++) {
		lg->dir[i] = (spte_t *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
		if (!lg->dir[i])
			return -ENOMEM;
	}
#ifdef CONFIG_X86_PAE
	lg->pdpt = (u64 *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
	if (!lg->pdpt)
		return -ENOMEM;
	/* SDM 4.4.1: only the present bit, the others are reserved. */
	for (i = 0; i < SHADOW_DIR_PAGES; i++)
		lg->pdpt[i] = __pa(lg->dir[i]) | _PAGE_PRESENT;
	lg->shadow_cr3 = __pa(lg->pdpt);
#else
	lg->shadow_cr3 = __pa(lg->dir[0]);
#endif
	return 0;
}

void shadow_free(struct lguest *lg)
{
	u32 i;

	for (i = 0; lg->dir[SHADOW_DIR_PAGES - 1] &&
	     i < SWITCHER_ADDR >> SHADOW_DIR_SHIFT; i++) {
		spte_t dir = *dir_entry(lg, i << SHADOW_DIR_SHIFT);

		if (dir & _PAGE_PRESENT)
			free_page((unsigned long)__va(SPTE_ADDR(dir)));
	}
	for (i = 0; i < SHADOW_DIR_PAGES; i++) {
		free_page((unsigned long)lg->dir[i]);
		lg->dir[i] = NULL;
	}
#ifdef CONFIG_X86_PAE
	free_page((unsigned long)lg->pdpt);
#endif
	kvfree(lg->nonglobal);
}
