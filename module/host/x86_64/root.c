// SPDX-License-Identifier: GPL-2.0
/*
 * Host 108: The top of the tables, on x86_64
 *
 * A 32-bit guest sees a quarter of one entry of 512. The rest of the lower half
 * stays empty, for nothing there could be told from the guest's.
 *
 * What the CPU gets of a shadow on an x86_64 host: the four directories of a
 * 32-bit space at the bottom of its root, nothing above them, and the host's own
 * upper half.
 *
 * Trust boundary: a guest cannot name an address beyond 4 GiB as long as it has
 * no 64-bit code segment, see segment_sanitise().  Below it all is the guest's.
 */
#include <linux/gfp.h>
#include <linux/mem_encrypt.h>
#include <linux/mm.h>
#include <asm/io.h>
#include <asm/pgtable.h>
#include <asm/special_insns.h>
#include "../lg.h"

#define ROOT_TABLE	(_PAGE_PRESENT | _PAGE_RW | _PAGE_USER | _PAGE_ACCESSED)
#define ROOT_ENTRIES	512

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
	root[LDT_PGD_ENTRY & (ROOT_ENTRIES - 1)] = 0;
}

/* As many tables as the host has levels above the directories. */
int root_init(struct shadow_space *space)
{
	u32 levels = native_read_cr4() & X86_CR4_LA57 ? 3 : 2, i;

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
