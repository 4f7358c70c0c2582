// SPDX-License-Identifier: GPL-2.0
/* G05: page directories that are none. */
#include "hostile.h"

EXPECT(0, "killed: triple fault");
EXPECT(1, "powered off");
EXPECT(2, "killed: triple fault");
EXPECT(3, "killed: read of 4 bytes at bad physical address");
EXPECT(4, "killed: read of 4 bytes at bad physical address");
EXPECT(5, "powered off");

MINI("loads bad page directories")
{
	u32 v = variant(), end = mini_memory_end(), here, i;
	u32 dirs[] = { 0, 0xfff, end - PAGE_SIZE, end, 0xfffff000, ~0 };

	mini_paging_on();
	here = read_cr3();
	mini_map(0x800000, pa(mini_page()) | P | W);
	poke(0x800000, 7);
	switch (v) {
	case 0:
		/* Boot data is no directory: nothing is mapped there. */
		memset((void *)PAGE_OFFSET, 0, PAGE_SIZE);
		hcall(LHCALL_NEW_PGTABLE, 0, 0, 0);
		break;
	case 1:		/* the low bits are none of the address */
		hcall(LHCALL_NEW_PGTABLE, here | 0xfff, 0, 0);
		CHECK(peek(0x800000) == 7);
		break;
	case 2:		/* the device table */
		hcall(LHCALL_NEW_PGTABLE, end - PAGE_SIZE, 0, 0);
		break;
	case 3:
		hcall(LHCALL_NEW_PGTABLE, end, 0, 0);
		break;
	case 4:
		hcall(LHCALL_NEW_PGTABLE, 0xfffff000, 0, 0);
		break;
	case 5:		/* not loaded: nothing to be done */
		for (i = 0; i < 6; i++) {
			hcall(LHCALL_SET_PTE, dirs[i], 0x800000, ~0);
			hcall(LHCALL_SET_PMD, dirs[i], 2, 0);
			CHECK(peek(0x800000) == 7);
		}
	}
}
