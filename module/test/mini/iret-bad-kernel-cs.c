// SPDX-License-Identifier: GPL-2.0
/* An iret to a bad kernel cs is a #GP at the iret, not the end. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("returns to bad code segments in ring 1")
{
	static const u32 bad[] = { 0x44, 0x68, 0x200, 0x90 };
	u32 i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		u32 selector = bad[i] | 1;

		CHECK(TRAPS("pushf; push %0; push $8f\n8: iret", : :
			    "r" (selector)) == 1);
		CHECK(mini_last.vector == 13 &&
		      mini_last.error == (bad[i] & 0xfffc));
		asm volatile("add $12, %%esp" : : : "memory");
	}
}
