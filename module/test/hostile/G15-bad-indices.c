// SPDX-License-Identifier: GPL-2.0
/* G15: SET_PMD of every index. */
#include "hostile.h"

EXPECT(0, "powered off");

MINI("drops 4 MiB of shadows")
{
	u32 i, *page;

	mini_paging_on();
	page = mini_page();
	*page = 5;
	mini_map(0x800000, pa(page) | P | W);
	for (i = 0; i < 1100; i++) {
		hcall(LHCALL_SET_PMD, read_cr3(), i, 0);
		CHECK(peek(0x800000) == 5);
	}
	for (i = 1; i; i <<= 1) {
		hcall(LHCALL_SET_PMD, read_cr3(), 0 - i, 0);
		hcall(LHCALL_SET_PMD, read_cr3(), i | 1023, 0);
	}
	CHECK(peek(0x800000) == 5);
}
