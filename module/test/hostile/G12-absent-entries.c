// SPDX-License-Identifier: GPL-2.0
/* G12: SET_PTE of entries that are accessed and not present, very often. */
#define MINI_RAW
#include "hostile.h"

EXPECT(0, "powered off");
RING;

MINI("announces absent pages")
{
	u32 directory, round, i;

	ring_start();
	mini_paging_on();
	directory = read_cr3();
	mini_map(0x800000, (12u << 20) | A);
	for (round = 0; round < 1000000 / LGUEST_RING_SLOTS; round++) {
		for (i = 0; i < LGUEST_RING_SLOTS; i++)
			ring_put(LHCALL_SET_PTE, directory, 0x800000,
				 (12u << 20) | A);
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	}
	CHECK(TRAPS("mov (%0), %%eax", : : "r" (0x800000) : "eax"));
	CHECK(TRAPPED(PF, 0));
}
