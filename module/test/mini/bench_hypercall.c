// SPDX-License-Identifier: GPL-2.0
/* Prints what a null hypercall costs, in ns of the host's clock, as hex. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("null hypercall, timed")
{
	u32 i, n = 10000, start, took;

	for (i = 0; i < 100; i++)
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	start = hcall(LHCALL_GET_CLOCK, 0, 0, 0);
	for (i = 0; i < n; i++)
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	took = hcall(LHCALL_GET_CLOCK, 0, 0, 0) - start;
	CHECK(took > n);
	mini_print("bench hypercall 0x");
	mini_print_hex(took / n);
	mini_print("\n");
}
