// SPDX-License-Identifier: GPL-2.0
/*
 * Host 106: The top of the tables
 *
 * What the CPU gets of a shadow on an i386 host: its only page directory, or
 * with PAE a table of the four.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <asm/io.h>
#include <asm/pgtable_types.h>
#include "../lg.h"

#ifdef CONFIG_X86_PAE
int root_init(struct shadow_space *space)
{
	u32 i;

	space->roots[0] = (u64 *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
	if (!space->roots[0])
		return -ENOMEM;
	/* SDM 4.4.1: only the present bit, the others are reserved. */
	for (i = 0; i < SHADOW_DIR_PAGES; i++)
		space->roots[0][i] = __pa(space->dir[i]) | _PAGE_PRESENT;
	space->cr3 = __pa(space->roots[0]);
	return 0;
}
#else
int root_init(struct shadow_space *space)
{
	space->cr3 = __pa(space->dir[0]);
	return 0;
}
#endif
