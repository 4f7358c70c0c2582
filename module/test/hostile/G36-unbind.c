// SPDX-License-Identifier: GPL-2.0
/* G36: unbinding what is not bound, twice, and after a change. */
#include "hostile.h"

EXPECT(0, "powered off");

static u32 bind(u32 key, u32 list, u32 count, u32 irq)
{
	return hcall(LHCALL_BIND_DMA, key, list, count << 8 | irq);
}

MINI("unbinds")
{
	static struct lguest_dma a[2], b[2];
	u32 key = 0x200000, i;

	CHECK(!bind(key, pa(a), 2, 0));
	for (i = 0; i < 1000; i++) {
		CHECK(bind(key, pa(a), 2, 1));
		CHECK(bind(key, pa(a), 2, 0) && !bind(key, pa(a), 2, 0));
		/* Another array has its slot now. */
		CHECK(bind(key + 4, pa(b), 2, 2));
		CHECK(!bind(key, pa(a), 2, 0) && !bind(key + 4, pa(a), 2, 0));
		CHECK(bind(key + 4, pa(b), 2, 0));
	}
	for (i = 0; i < 32; i++)
		CHECK(bind(key + i * 4, pa(b), 2, 3));
	CHECK(!bind(key + i * 4, pa(b), 2, 3));
}
