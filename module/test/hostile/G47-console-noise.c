// SPDX-License-Identifier: GPL-2.0
/*
 * G47: console output of every shape: noise, 1 MiB without an end of line, and
 * then a test's result.
 */
#include "hostile.h"

EXPECT(0, "powered off");

static void send(u32 addr, u32 len)
{
	static struct lguest_dma dma;

	memset(&dma, 0, sizeof(dma));
	dma.addr[0] = addr;
	dma.len[0] = len;
	hcall(LHCALL_SEND_DMA, LGUEST_CONSOLE_OUT, pa(&dma), 0);
	CHECK(*(volatile u32 *)&dma.used_len == len);
}

MINI("writes noise")
{
	u32 i, seed = 1, *words = (u32 *)(0x300000 + PAGE_OFFSET);

	for (i = 0; i < 1 << 16; i++)
		words[i] = seed = seed * 1103515245 + 12345;
	send(0x300000, 0);
	send(0x300fff, 2);
	send(0x300001, 65535);
	send(0x310000, 65535);
	send(0x320003, 65535);
	send(0x330000, 3);
	memset((void *)(0x340000 + PAGE_OFFSET), 'x', 0x10000);
	for (i = 0; i < 16; i++)
		send(0x340000, 65535);
	send(0x340000, 16);
	mini_print("\nKTAP version 1\n1..1\nok 1 after_noise\n");
}
