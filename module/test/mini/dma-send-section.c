// SPDX-License-Identifier: GPL-2.0
/* A list that leads out of memory is ignored, with a warning. */
#include "mini.h"

MINI_EXPECT("powered off");
MINI_WARNS("not all in its memory");

MINI("sends the console what is not its own")
{
	static struct lguest_dma dma = {
		.addr = { 0xfffff000 }, .len = { 0x1000 },
	};

	hcall(LHCALL_SEND_DMA, LGUEST_CONSOLE_OUT, pa(&dma), 0);
	CHECK(dma.used_len == 0);
}
