// SPDX-License-Identifier: GPL-2.0
/* G07: SET_STACK with all numbers of pages. */
#include "hostile.h"

EXPECT(0, "powered off");
EXPECT(1, "killed: SET_STACK: 3 pages are more than 2");
EXPECT(2, "killed: SET_STACK: 4294967295 pages are more than 2");

MINI("announces stacks of many pages")
{
	static const u32 pages[] = { 0, 3, ~0 };
	u32 v = variant();

	mini_paging_on();
	hcall(LHCALL_SET_STACK, 0x69, mini_tss[1], 1);
	hcall(LHCALL_SET_STACK, 0x69, mini_tss[1], pages[v]);
	hcall(LHCALL_SET_STACK, 0x69, mini_tss[1], 2);
	CHECK(USER("nop") == 0x80);
}
