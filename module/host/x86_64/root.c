// SPDX-License-Identifier: GPL-2.0
/*
 * Host 108: The top of the tables, on x86_64
 *
 * A 32-bit guest sees a quarter of one entry of 512. So its root has the four
 * directories of a 32-bit space at the bottom and the host's own upper half at
 * the top. The rest of the lower half stays empty, because we could not tell an
 * entry there from the guest's.
 *
 * A guest cannot name an address beyond 4 GiB as long as it has no 64-bit code
 * segment, see segment_sanitise(). Below that, everything is the guest's.
 */
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mem_encrypt.h>
#include <linux/mm.h>
#include <asm/io.h>
#include <asm/pgtable.h>
#include <asm/special_insns.h>
#include "../lg.h"
#include "trip.h"

#define ROOT_TABLE	(_PAGE_PRESENT | _PAGE_RW | _PAGE_USER | _PAGE_ACCESSED)
#define ROOT_PAGE	(_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED | \
			 _PAGE_DIRTY | _PAGE_NX)
#define ROOT_ENTRIES	512
#define OWN_SLOT	(LDT_PGD_ENTRY & (ROOT_ENTRIES - 1))

/* What all guests' roots have in the slot that is no other's. */
static u64 own_entry;
static LIST_HEAD(own_tables);

static u32 root_levels(void)
{
	return native_read_cr4() & X86_CR4_LA57 ? 5 : 4;
}

static u64 table_entry(const void *table)
{
	return __sme_set(__pa(table)) | ROOT_TABLE;
}

/*
 * From this process' root: the entries are the same in all, and the kernel adds
 * none to what we use.  But for one: with page-table isolation the process' LDT
 * is in the upper half, too.
 */
static void share_host_half(u64 *root)
{
	const u64 *host = __va(__native_read_cr3() & CR3_ADDR_MASK);
	u32 half = ROOT_ENTRIES / 2;

	memcpy(root + half, host + half, half * sizeof(*root));
	root[OWN_SLOT] = own_entry;
}

static u64 *table_below(u64 *entry)
{
	struct page *page;

	if (!*entry) {
		page = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!page)
			return NULL;
		list_add(&page->lru, &own_tables);
		*entry = table_entry(page_address(page));
	}
	return __va(*entry & PTE_PFN_MASK);
}

/*
 * Host 109: Half a stack pointer
 *
 * An iret to a stack of 16 bits leaves the upper half of esp as it finds it,
 * and what it finds is the host's own stack pointer: a secret. So that iret is
 * done on a page whose address is none. It has to be one that only guests have,
 * and where the host keeps a process' LDT there is room for it: 512 GiB or
 * more. The address is chosen so that the guest gets what an i386 host gives
 * it.
 */
unsigned long root_map_iret(unsigned int cpu, void *page)
{
	u32 levels = root_levels(), level;
	unsigned long per_half = 0x400000 / PAGE_SIZE;
	unsigned long va = LDT_PGD_ENTRY << (levels == 5 ? 48 : 39);
	u64 *entry = &own_entry;

	va += (cpu / per_half << 32) + GUEST_TOP + cpu % per_half * PAGE_SIZE;
	for (level = levels - 1; level; level--) {
		u64 *table = table_below(entry);

		if (!table)
			return 0;
		entry = &table[va >> (12 + 9 * (level - 1)) &
			       (ROOT_ENTRIES - 1)];
	}
	*entry = __sme_set(PFN_PHYS(vmalloc_to_pfn(page))) | ROOT_PAGE;
	return va;
}

void root_unmap_irets(void)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &own_tables, lru)
		__free_page(page);
	INIT_LIST_HEAD(&own_tables);
	own_entry = 0;
}

/* As many tables as the host has levels above the directories. */
int root_init(struct shadow_space *space)
{
	u32 levels = root_levels() - 2, i;

	BUILD_BUG_ON(SHADOW_ROOTS < 3);
	for (i = 0; i < levels; i++) {
		space->roots[i] = (u64 *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
		if (!space->roots[i])
			return -ENOMEM;
	}
	for (i = 0; i < SHADOW_DIR_PAGES; i++)
		space->roots[0][i] = table_entry(space->dir[i]);
	for (i = 1; i < levels; i++)
		space->roots[i][0] = table_entry(space->roots[i - 1]);
	share_host_half(space->roots[levels - 1]);
	space->cr3 = __sme_set(__pa(space->roots[levels - 1]));
	return 0;
}
