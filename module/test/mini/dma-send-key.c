// SPDX-License-Identifier: GPL-2.0
/* A send to a key without device is ignored, with a warning. */
#include "mini.h"

MINI_EXPECT("powered off");
MINI_WARNS("the guest sent to key 0x200000, which has no device");

MINI("sends to nobody")
{
	static struct lguest_dma dma = { .len = { 4 } };
	u32 i;

	for (i = 0; i < 100; i++)
		hcall(LHCALL_SEND_DMA, 0x200000, pa(&dma), 0);
	CHECK(dma.used_len == 0);
}
