// SPDX-License-Identifier: GPL-2.0
/* A trap in ring 3 whose ring-1 stack is not there. */
#include "mini.h"

MINI_EXPECT("killed: double fault: trap 128 ");

MINI("traps from ring 3 without a stack")
{
	mini_paging_on();
	CHECK(USER("nop") == 0x80);
	mini_tss[1] = 0x800000;
	USER("nop");
}
