// SPDX-License-Identifier: GPL-2.0
/*
 * The CPU's counters are the host's, which may have them open for its own
 * programs (CR4.PCE).
 */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("reads performance counters")
{
	mini_paging_on();
	CHECK(TRAPS("rdpmc", : : "c" (0) : "eax", "edx"));
	CHECK(TRAPPED(GP, 0));
	CHECK(USER("xor %%ecx, %%ecx; rdpmc") == GP && TRAPPED(GP, 0));
}
