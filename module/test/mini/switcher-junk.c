// SPDX-License-Identifier: GPL-2.0
/*
 * A guest that fills its register page with junk harms only itself.  On an
 * x86_64 host there is none.
 */
#include "mini.h"

MINI_EXPECT("powered off");

#define FIRST	0xffc00000u

/* The one page that can be written. */
static u32 find(void)
{
	u32 va;

	for (va = FIRST; va; va += PAGE_SIZE)
		if (!TRAPS("lock orl $0, (%0)", : : "r" (va)))
			return va;
	return 0;
}

MINI("writes to its register page")
{
	u32 round, va = 0;

	mini_paging_on();
	for (round = 0; round < 200; round++) {
		u32 traps, to, count;

		if (!(round & 15))
			va = find();
		if (!va && !round)
			return;
		CHECK(va);
		asm volatile("" : "=D" (to), "=c" (count) : "0" (va), "1" (1024));
		traps = TRAPS("cld; rep stosl", : "+D" (to), "+c" (count)
			      : "a" (0x01010101 * round) : "memory", "cc");
		/* It may have moved to another CPU, where that page is not. */
		if (traps)
			va = find();
		CHECK(USER("mov $0x1234, %%eax") == 0x80);
		CHECK(mini_last.eax == 0x1234 && mini_last.cs == 0x73);
		CHECK(hcall(LHCALL_BIND_DMA, 0, 0, 0) == 0);
	}
}
