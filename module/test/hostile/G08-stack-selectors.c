// SPDX-License-Identifier: GPL-2.0
/* G08: SET_STACK with selectors that are no stack, then a trap. */
#include "hostile.h"

EXPECT(0, "killed: SET_STACK: selector 0x68 has not privilege 1");
EXPECT(1, "killed: SET_STACK: selector 0x6a has not privilege 1");
EXPECT(2, "killed: SET_STACK: selector 0x6b has not privilege 1");
EXPECT(3, "killed: trap 13 ");
EXPECT(4, "killed: trap 13 ");
EXPECT(5, "killed: trap 13 ");
EXPECT(6, "killed: trap 13 ");

MINI("announces bad stack segments")
{
	static const u16 selectors[] = {
		0x68, 0x6a, 0x6b, 0x01, 0x59, 0x61, 0x81
	};

	mini_paging_on();
	hcall(LHCALL_SET_STACK, selectors[variant()], mini_tss[1], 1);
	USER("nop");
}
