// SPDX-License-Identifier: GPL-2.0
/* G19: page tables in odd places. */
#include "hostile.h"

EXPECT(0, "powered off|killed: bad page frame");
EXPECT(1, "powered off");
EXPECT(2, "powered off");
EXPECT(3, "powered off|killed: bad page frame");

#define VA	0x40000000u

static u32 touch(u32 va, u32 write)
{
	if (write)
		return TRAPS("lock orl $0, (%0)", : : "r" (va) : "memory");
	return TRAPS("mov (%0), %%eax", : : "r" (va) : "eax");
}

MINI("puts page tables into odd places")
{
	u32 v = variant(), i, places[4];

	mini_paging_on();
	places[0] = pa(&mini_data);
	places[1] = read_cr3();
	places[2] = mini_data.device_pfn * PAGE_SIZE;
	places[3] = 0;			/* boot parameters */
	*mini_pde(VA) = (places[v] & ~0xfff) | P | W;
	if (v == 1) {			/* the directory in itself */
		CHECK(peek(VA + (VA >> 22) * PAGE_SIZE + (VA >> 22) * 4) ==
		      *mini_pde(VA));
		return;
	}
	for (i = 0; i < 1024; i++) {
		touch(VA + i * PAGE_SIZE, i & 1);
		if (!(i & 63))
			invlpg(VA + i * PAGE_SIZE);
	}
}
