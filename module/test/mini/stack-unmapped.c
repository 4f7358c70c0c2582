// SPDX-License-Identifier: GPL-2.0
/* A trap in ring 1 whose stack is not there. */
#include "mini.h"

MINI_EXPECT("killed: double fault: trap 6 ");

MINI("traps without a stack")
{
	mini_paging_on();
	asm volatile("mov %0, %%esp; ud2" : : "r" (0x800000));
}
