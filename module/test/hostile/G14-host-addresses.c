// SPDX-License-Identifier: GPL-2.0
/* G14: SET_PTE where the host is, and at the start of the kernel. */
#include "hostile.h"

EXPECT(0, "killed: SET_PTE: address 0xffc00000 is the host's");
EXPECT(1, "killed: SET_PTE: address 0xfffff000 is the host's");
EXPECT(2, "powered off");

MINI("announces pages of the host")
{
	u32 v = variant(), *dir, here, *entry, *pages[2];

	mini_paging_on();
	here = read_cr3();
	if (v < 2)
		hcall(LHCALL_SET_PTE, here, v ? 0xfffff000 : 0xffc00000,
		      P | W | A | D);
	/* Of the kernel's part it is known to all directories. */
	dir = mini_directory();
	pages[0] = mini_page();
	pages[1] = mini_page();
	*pages[0] = 1;
	*pages[1] = 2;
	entry = mini_pte(PAGE_OFFSET);
	*entry = pa(pages[0]) | P | W;
	hcall(LHCALL_SET_PTE, here, PAGE_OFFSET, *entry);
	CHECK(peek(PAGE_OFFSET) == 1);
	write_cr3(pa(dir));
	CHECK(peek(PAGE_OFFSET) == 1);
	*entry = pa(pages[1]) | P | W;
	hcall(LHCALL_SET_PTE, here, PAGE_OFFSET, *entry);
	CHECK(peek(PAGE_OFFSET) == 2);
	write_cr3(here);
	CHECK(peek(PAGE_OFFSET) == 2);
}
