// SPDX-License-Identifier: GPL-2.0
/* What LHCALL_BIND_DMA takes and refuses. */
#include "mini.h"

MINI_EXPECT("powered off");

static u32 bind(u32 key, u32 list, u32 count_irq)
{
	return hcall(LHCALL_BIND_DMA, key, list, count_irq);
}

MINI("binds buffers")
{
	static struct lguest_dma dma[4];
	u32 list = pa(dma), key = 0x200000, i;

	/* count << 8 | irq */
	CHECK(bind(key, list, 1 << 8 | 0) == 0);
	CHECK(bind(key, list, 1 << 8 | 32) == 0);
	CHECK(bind(key, list, 1 << 8 | 255) == 0);
	CHECK(bind(key, list, 0 << 8 | 1) == 0);
	CHECK(bind(key, list, 65536 << 8 | 1) == 0);
	CHECK(bind(key, 0, 1 << 8 | 1) == 0);
	CHECK(bind(key, mini_memory_end() - 96, 1 << 8 | 1) == 0);
	CHECK(bind(key, 0xfffffff0, 1 << 8 | 1) == 0);
	CHECK(bind(key, mini_memory_end() - 65535 * 100 + 1,
		   65535 << 8 | 1) == 0);

	CHECK(bind(key, mini_memory_end() - 65535 * 100, 65535 << 8 | 1) == 1);
	CHECK(bind(key, mini_memory_end() - 65535 * 100, 0) == 1);
	CHECK(bind(key, list, 4 << 8 | 31) == 1);
	CHECK(bind(key, list, 4 << 8 | 31) == 0);
	CHECK(bind(key, list, 0) == 1);
	CHECK(bind(key, list, 0) == 0);

	for (i = 0; i < 32; i++)
		CHECK(bind(key + 4 * i, list, 1 << 8 | 1) == 1);
	CHECK(bind(key + 4 * i, list, 1 << 8 | 1) == 0);
	CHECK(bind(key + 4 * 7, list, 0) == 1);
	CHECK(bind(key + 4 * i, list, 1 << 8 | 1) == 1);
}
