// SPDX-License-Identifier: GPL-2.0
/* A trap without an IDT. */
#include "mini.h"

MINI_EXPECT("killed: triple fault: trap 6 ");

MINI("traps without an IDT")
{
	static const u16 none[3];

	asm volatile("lidt %0; ud2" : : "m" (none));
}
