// SPDX-License-Identifier: GPL-2.0
/*
 * Host 80: Shadow page tables
 *
 * The guest's page tables say where its pages are in its memory, and that is
 * not where they are. The CPU must never walk them. It walks tables of ours,
 * which say the truth, and which begin empty. Each access then faults; we walk
 * the guest's tables as the CPU would have done, and either enter one line
 * into ours or tell the guest of its own fault. It never learns that there was
 * another.
 *
 * The old rule of the TLB makes this right: a CPU may cache an entry until it
 * hears otherwise, and so may we. Shadow tables are a TLB. They start empty,
 * fill on faults, and are dropped when the guest would drop its TLB (CR3, CR4,
 * INVLPG, the flush calls). The guest need not tell us about changes to its
 * tables; it must flush as on any CPU. Near a fault we also fill in what a CPU
 * might have cached ahead of need: present entries. For the user's half we take
 * only those with the accessed bit set, because guests choose by that bit what
 * to swap out; for the kernel's half we set it, as a CPU does that accesses
 * them speculatively.
 *
 * Shadow tables have the host's format, the guest's may differ.  An entry is
 * writable only if the guest's is dirty, so the first write faults and sets
 * the dirty bit.  Entries are never global and never map the switcher's slot.
 *
 * What a CR3 load does to an entry depends on what it is.  Below page_offset it
 * is recorded and looked at again (spaces.c).  A global page above page_offset
 * stays.  All others are on the nonglobal list and are dropped.
 */
#include <linux/mem_encrypt.h>
#include <linux/mm.h>
#include <asm/io.h>
#include <asm/pgtable_types.h>
#include <asm/processor-flags.h>
#include "lg.h"

#define SPTE_LEAF	(_PAGE_PRESENT | _PAGE_ACCESSED)

/*
 * How many pages around a faulting one are looked at; aligned.  Fewer for user
 * space: what is filled there has to be looked at again at the next CR3 load.
 */
#define PREFILL_PAGES		64
#define PREFILL_USER_PAGES	8

static void remember(struct lguest *lg, u32 va, const struct guest_walk *walk)
{
	if (shadow_is_shared(lg, va)) {
		if (walk->global)
			return;
	} else if (walk->entry_size) {
		space_record(lg, va, walk);
		return;
	}
	if (lg->nr_nonglobal < NONGLOBAL_MAX)
		lg->nonglobal[lg->nr_nonglobal] = va >> PAGE_SHIFT;
	lg->nr_nonglobal++;
}

/*
 * Mastery 20+: Exercise: forget the dirty bit
 *
 * Below, delete "&& walk->dirty". Everything still runs, and faster. Now run
 * `module/test/mini/run accessed-dirty`: the guest wrote to a page and its own
 * entry does not say so. A kernel would throw that page away when memory is
 * short, as it was never written to. Why is there no other way to set the bit
 * in time?
 */
static spte_t leaf_entry(struct page *page, const struct guest_walk *walk)
{
	spte_t entry = __sme_set(page_to_phys(page)) | SPTE_LEAF;

	if (walk->user)
		entry |= _PAGE_USER;
	if (walk->writable && walk->dirty)
		entry |= _PAGE_RW | _PAGE_DIRTY;
	return entry;
}

static spte_t *set_leaf(struct lguest *lg, u32 va, struct page *page,
			const struct guest_walk *walk)
{
	spte_t *leaf;

	/*
	 * Either may drop tables and records to make room: the table first, so
	 * that the record outlives it, and again if the record took it away.
	 * Then there is room, and nothing more is dropped.
	 */
	if (!shadow_leaf_alloc(lg, va))
		return NULL;
	remember(lg, va, walk);
	leaf = shadow_leaf_alloc(lg, va);
	if (leaf)
		*leaf = leaf_entry(page, walk);
	return leaf;
}

/* One page near a fault, whose entry a TLB might hold. */
static void prefill_one(struct lguest *lg, u32 va, const struct guest_walk *walk,
			spte_t *leaf)
{
	if (*leaf || walk->pfn >= lg->pfn_limit || !lg->pages[walk->pfn])
		return;
	remember(lg, va, walk);
	*leaf = leaf_entry(lg->pages[walk->pfn], walk);
	lg_count(lg, PREFILL);
}

/* Pages that one entry maps, or that are mapped as there is no paging yet. */
static void prefill_linear(struct lguest *lg, u32 va, u32 count,
			   const struct guest_walk *near, spte_t *leaves)
{
	u32 first = va & ~(count * PAGE_SIZE - 1), i;
	struct guest_walk walk = *near;

	for (i = 0; i < count; i++) {
		walk.pfn = (near->pfn & ~(count - 1)) + i;
		prefill_one(lg, first + i * PAGE_SIZE, &walk, &leaves[i]);
	}
}

/* Has a page been accessed, as far as software can tell from its entry? */
static bool accessed(struct lguest *lg, u32 addr, u32 low)
{
	if (low & _PAGE_ACCESSED)
		return true;
	if (low & _PAGE_USER)
		return false;
	return guest_write_word(lg, addr, low | _PAGE_ACCESSED);
}

/* The neighbours in the last level's table. */
static void prefill_table(struct lguest *lg, u32 va, u32 count,
			  const struct guest_walk *near, spte_t *leaves)
{
	u32 first = va & ~(count * PAGE_SIZE - 1);
	u32 index = (first >> PAGE_SHIFT) % (PAGE_SIZE / near->entry_size);
	u32 size = near->entry_size, table = near->table + index * size, i;
	const void *entries = guest_pinned(lg, table, count * size);
	struct guest_walk walk = *near;
	u64 copy[PREFILL_PAGES];

	if (!entries) {
		if (!guest_read(lg, table, copy, count * size))
			return;
		entries = copy;
	}
	for (i = 0; i < count; i++) {
		u64 entry = size == 8 ? READ_ONCE(((const u64 *)entries)[i]) :
					READ_ONCE(((const u32 *)entries)[i]);

		if (!(entry & _PAGE_PRESENT) || entry >> 32 ||
		    !accessed(lg, table + i * size, entry))
			continue;
		walk.pfn = (u32)entry >> PAGE_SHIFT;
		/* The directory permits at least what the fault's page had. */
		walk.writable = near->writable && (entry & _PAGE_RW);
		walk.user = near->user && (entry & _PAGE_USER);
		walk.dirty = entry & _PAGE_DIRTY;
		walk.global = (entry & _PAGE_GLOBAL) &&
			      (lg->cr4 & X86_CR4_PGE);
		walk.entry = (u32)entry | _PAGE_ACCESSED;
		prefill_one(lg, first + i * PAGE_SIZE, &walk, &leaves[i]);
	}
}

/*
 * Host 90+: A page fault that is ours
 *
 * This is the most frequent work of all, so it fills in what is likely to be
 * asked for next.
 */
bool shadow_fill(struct lguest *lg, u32 va, const struct guest_walk *walk)
{
	bool shared = shadow_is_shared(lg, va);
	u32 around = shared ? PREFILL_PAGES : PREFILL_USER_PAGES;
	struct page *page = guest_page(lg, walk->pfn);
	bool room = shared ||
		    lg->space->nr_records + around <= SHADOW_RECORDS;
	spte_t *leaf;

	/* Records that are full are dropped, with their tables. */
	if (lg->cheap && !room) {
		lg->retreat = true;
		return false;
	}
	if (!page)
		return false;
	leaf = set_leaf(lg, va, page, walk);
	if (!leaf)
		return false;
	if (walk->big)
		__set_bit(va >> 22, lg->big);
	if (!room)
		return true;
	/* A table of the host's has all of them, and nothing drops it now. */
	leaf -= (va >> PAGE_SHIFT) % around;
	if (walk->big || !walk->entry_size)
		prefill_linear(lg, va, around, walk, leaf);
	else
		prefill_table(lg, va, around, walk, leaf);
	return true;
}

static void clear_leaf(struct lguest *lg, u32 va)
{
	spte_t *leaf = shadow_leaf(lg->space, va);

	if (leaf)
		*leaf = 0;
}

void shadow_flush_page(struct lguest *lg, u32 va)
{
	u32 page, first = va & ~((4 << 20) - 1);

	clear_leaf(lg, va);
	if (!test_bit(va >> 22, lg->big))
		return;
	for (page = 0; page < 1024; page++)
		clear_leaf(lg, first + page * PAGE_SIZE);
}

static void drop_nonglobal(struct lguest *lg)
{
	u32 i;

	if (lg->nr_nonglobal > NONGLOBAL_MAX) {
		shadow_flush_all(lg);
		return;
	}
	for (i = 0; i < lg->nr_nonglobal; i++)
		clear_leaf(lg, lg->nonglobal[i] << PAGE_SHIFT);
	lg->nr_nonglobal = 0;
}

void shadow_flush_nonglobal(struct lguest *lg)
{
	lg_count(lg, FLUSH);
	drop_nonglobal(lg);
	space_revalidate(lg, lg->space);
}

void shadow_flush_all(struct lguest *lg)
{
	lg_count(lg, FLUSH);
	spaces_clear(lg);
	bitmap_zero(lg->big, 1024);
	lg->nr_nonglobal = 0;
}

void shadow_load_cr3(struct lguest *lg)
{
	lg_count(lg, FLUSH);
	drop_nonglobal(lg);
	space_switch(lg);
}
