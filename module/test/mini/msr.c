// SPDX-License-Identifier: GPL-2.0
/* rdmsr and wrmsr of what exists, and of what does not. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("reads and writes MSRs")
{
	static const u32 known[] = {
		0x8b, 0x3a, 0x140, 0xce, 0x186, 0x187, 0xc2, 0x174, 0x175, 0x176
	};
	u32 low, high, low2, high2, i;

	for (i = 0; i < sizeof(known) / 4; i++) {
		asm volatile("rdmsr" : "=a" (low), "=d" (high) : "c" (known[i]));
		CHECK(!low && !high);
		asm volatile("wrmsr" : : "a" (-1), "d" (0), "c" (known[i]));
	}
	asm volatile("rdmsr" : "=a" (low), "=d" (high) : "c" (0x10));
	asm volatile("rdmsr" : "=a" (low2), "=d" (high2) : "c" (0x10));
	CHECK(((u64)high2 << 32 | low2) > ((u64)high << 32 | low));
	CHECK(TRAPS("rdmsr", : : "c" (0xc0000080) : "eax", "edx") == 1);
	CHECK(TRAPPED(GP, 0));
	CHECK(TRAPS("wrmsr", : : "c" (0xc0000080), "a" (0), "d" (0)) == 1);
	CHECK(TRAPPED(GP, 0));
	/* The host's own addresses stay its own. */
	CHECK(TRAPS("rdmsr", : : "c" (0xc0000101) : "eax", "edx") == 1);
	CHECK(TRAPS("rdmsr", : : "c" (0x40000000) : "eax", "edx") == 1);
}
