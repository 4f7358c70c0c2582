// SPDX-License-Identifier: GPL-2.0
/*
 * Host 70: Reading the guest's page tables
 *
 * The walk through the guest's own page tables, as its CPU would do it (SDM
 * volume 3, chapter 4). 32-bit paging and PAE paging are one loop over two
 * formats that differ in the width of an entry and in the levels' shifts. A
 * guest has 32 bits of physical addresses and no NX: a PAE entry with a bit
 * above them ends it. Accessed and dirty bits are set in the guest's entries.
 *
 * Before the guest turns paging on, its memory is at 0 and again at
 * page_offset, so that code linked at page_offset reaches its data.
 */
#include <asm/io.h>
#include <asm/pgtable_types.h>
#include <asm/processor-flags.h>
#include "lg.h"

#define ENTRY_PRESENT	BIT(0)
#define ENTRY_WRITE	BIT(1)
#define ENTRY_USER	BIT(2)
#define ENTRY_ACCESSED	BIT(5)
#define ENTRY_DIRTY	BIT(6)
#define ENTRY_BIG	BIT(7)
#define ENTRY_GLOBAL	BIT(8)

/* How far the address is shifted for each level, topmost first. */
static const u8 shifts_legacy[] = { 22, 12 };
static const u8 shifts_pae[] = { 30, 21, 12 };

static bool read_entry(struct lguest *lg, u32 addr, u32 size, u64 *entry)
{
	u32 low = 0, high = 0;

	if (!guest_read_word(lg, addr, &low) ||
	    (size == 8 && !guest_read_word(lg, addr + 4, &high))) {
		*entry = 0;
		return false;
	}
	*entry = (u64)high << 32 | low;
	return true;
}

static bool walk_unpaged(struct lguest *lg, u32 va, struct guest_walk *walk)
{
	u64 limit = (u64)lg->pfn_limit << PAGE_SHIFT;

	if (va >= limit) {
		if (va < lg->page_offset || va - lg->page_offset >= limit)
			return false;
		va -= lg->page_offset;
	}
	walk->pfn = va >> PAGE_SHIFT;
	walk->present = true;
	walk->writable = true;
	walk->user = true;
	walk->dirty = true;
	return true;
}

/* Is this access allowed by what all levels together permit? */
static bool access_ok_here(struct lguest *lg, u32 access,
			   struct guest_walk *walk)
{
	if ((access & ACCESS_USER) && !walk->user)
		return false;
	if (!(access & ACCESS_WRITE) || walk->writable)
		return true;
	if ((access & ACCESS_USER) || (lg->cr0 & X86_CR0_WP))
		return false;
	/* The kernel may write, and only the kernel: see shadow_fill(). */
	walk->writable = true;
	walk->user = false;
	return true;
}

static bool set_accessed(struct lguest *lg, u32 addr, u64 entry, bool dirty)
{
	u32 low = entry, bits = ENTRY_ACCESSED | (dirty ? ENTRY_DIRTY : 0);

	if ((low & bits) == bits)
		return true;
	return guest_write_word(lg, addr, low | bits);
}

bool guest_walk(struct lguest *lg, u32 va, u32 access, struct guest_walk *walk)
{
	bool pae = lg->cr4 & X86_CR4_PAE;
	const u8 *shifts = pae ? shifts_pae : shifts_legacy;
	u32 levels = pae ? 3 : 2, level, shift, addrs[3];
	u64 entries[3], entry;
	u32 table;

	memset(walk, 0, sizeof(*walk));
	if (!(lg->cr0 & X86_CR0_PG))
		return walk_unpaged(lg, va, walk);

	walk->entry_size = pae ? 8 : 4;
	walk->writable = true;
	walk->user = true;
	table = lg->cr3 & (pae ? ~31 : PAGE_MASK);
	for (level = 0; ; level++) {
		u32 index;

		shift = shifts[level];
		index = va >> shift;
		if (level)
			index &= (PAGE_SIZE / walk->entry_size) - 1;
		walk->table = table;
		addrs[level] = table + index * walk->entry_size;
		if (!read_entry(lg, addrs[level], walk->entry_size, &entry))
			return false;
		entries[level] = entry;
		if (!(entry & ENTRY_PRESENT))
			return false;
		/* A PAE pointer table has no permissions. */
		if (!(pae && !level)) {
			walk->writable &= !!(entry & ENTRY_WRITE);
			walk->user &= !!(entry & ENTRY_USER);
		}
		walk->big = level == levels - 2 && (entry & ENTRY_BIG) &&
			    (pae || (lg->cr4 & X86_CR4_PSE));
		if (level == levels - 1 || walk->big)
			break;
		if (entry >> 32) {
			guest_kill(lg, "page table beyond 4 GiB: %#llx", entry);
			return false;
		}
		table = entry & PAGE_MASK;
	}

	walk->present = true;
	if (!access_ok_here(lg, access, walk))
		return false;
	walk->global = (entry & ENTRY_GLOBAL) && (lg->cr4 & X86_CR4_PGE);
	walk->dirty = (entry & ENTRY_DIRTY) || (access & ACCESS_WRITE);
	if (entry >> 32) {
		guest_kill(lg, "page beyond 4 GiB: %#llx", entry);
		return false;
	}
	walk->pfn = (u32)entry >> PAGE_SHIFT;
	if (walk->big) {
		u32 mask = (1 << (shift - PAGE_SHIFT)) - 1;

		walk->pfn = (walk->pfn & ~mask) | (va >> PAGE_SHIFT & mask);
	}
	walk->entry = (u32)entry | ENTRY_ACCESSED |
		      (access & ACCESS_WRITE ? ENTRY_DIRTY : 0);
	walk->dir_entry = walk->big ? walk->entry :
				      (u32)entries[level - 1] | ENTRY_ACCESSED;
	if (!set_accessed(lg, addrs[level], entry, access & ACCESS_WRITE))
		return false;
	while (level--)
		if (!(pae && !level) &&
		    !set_accessed(lg, addrs[level], entries[level], false))
			return false;
	return true;
}

/*
 * Reads by virtual address, page by page, with the rights of an access.
 * false: not allowed (or killed); fault then says what a CPU would report.
 */
bool guest_read_as(struct lguest *lg, u32 va, void *to, u32 len, u32 access,
		   struct guest_fault *fault)
{
	struct guest_walk walk;

	while (len) {
		u32 part = min_t(u32, len, PAGE_SIZE - offset_in_page(va));

		if (!guest_walk(lg, va, access, &walk)) {
			fault->happened = true;
			fault->va = va;
			fault->error = access | walk.present;
			return false;
		}
		if (!guest_read(lg, (walk.pfn << PAGE_SHIFT) +
				offset_in_page(va), to, part))
			return false;
		to += part;
		va += part;
		len -= part;
	}
	return true;
}

/*
 * Where the CPU would find it, which may have looked before the guest changed its
 * tables; NULL: nothing is known of it, or it is not all in one page.
 */
static void *shadowed_at(const struct lguest *lg, u32 va, u32 len, spte_t rights)
{
	const spte_t *leaf;

	if (!IS_ENABLED(CONFIG_X86_64) || offset_in_page(va) + len > PAGE_SIZE)
		return NULL;
	leaf = shadow_leaf(lg->space, va);
	if (!leaf || (*leaf & rights) != rights)
		return NULL;
	return __va(*leaf & PTE_PFN_MASK) + offset_in_page(va);
}

/* With the guest kernel's rights; the guest is not told of a failure. */
bool guest_read_virt(struct lguest *lg, u32 va, void *to, u32 len)
{
	const void *from = shadowed_at(lg, va, len, _PAGE_PRESENT);
	struct guest_fault fault;

	if (from) {
		memcpy(to, from, len);
		return true;
	}
	return guest_read_as(lg, va, to, len, 0, &fault);
}

bool guest_write_virt(struct lguest *lg, u32 va, const void *from, u32 len)
{
	void *to = shadowed_at(lg, va, len, _PAGE_PRESENT | _PAGE_RW);
	struct guest_walk walk;

	if (to) {
		memcpy(to, from, len);
		return true;
	}
	while (len) {
		u32 part = min_t(u32, len, PAGE_SIZE - offset_in_page(va));

		if (!guest_walk(lg, va, ACCESS_WRITE, &walk) ||
		    !guest_write(lg, (walk.pfn << PAGE_SHIFT) +
				 offset_in_page(va), from, part))
			return false;
		from += part;
		va += part;
		len -= part;
	}
	return true;
}
