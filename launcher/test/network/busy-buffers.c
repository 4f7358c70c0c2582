// SPDX-License-Identifier: GPL-2.0
/*
 * A receiver has as many buffers as it can, all busy but the last one. Each
 * send looks at a few, so none takes long, and in the end one finds the free
 * buffer.
 */
#include "peers.h"

MINI_EXPECT("powered off");
MINI_TWICE;

#define LISTS		65535u
#define ARRAY		0x200000u
#define SEND_MAX_NS	100000000

static struct lguest_dma *list(u32 i)
{
	return (struct lguest_dma *)(PAGE_OFFSET + ARRAY) + i;
}

static void receive(void)
{
	u32 i;

	for (i = 0; i < LISTS; i++)
		list(i)->used_len = 1;
	list(LISTS - 1)->used_len = 0;
	list(LISTS - 1)->addr[0] = 0x1f0000;
	list(LISTS - 1)->len[0] = 64;
	CHECK(hcall(LHCALL_BIND_DMA, peers_key(peers_slot), ARRAY,
		    LISTS << 8 | peers_irq) == 1);
	peers_reached(1);
	while (*(volatile u32 *)&list(LISTS - 1)->used_len != 64)
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
}

static void send(void)
{
	static struct lguest_dma sent = { .addr = { 0x1f0000 },
					  .len = { 64 } };
	u32 sends = 0, slow = 0, n;

	peers_wait(1);
	do {
		u64 start = mini_clock();

		n = peers_send(&sent);
		/* Others may have had the CPU in between, but not always. */
		slow += mini_clock() - start > SEND_MAX_NS;
		sends++;
	} while (!n && sends < LISTS);
	CHECK(n == 64);
	/* A send looks at 64 buffers, twice. */
	CHECK(sends >= LISTS / 128);
	CHECK(slow < sends / 2);
}

MINI("floods a receiver with 65535 busy buffers")
{
	peers_find();
	if (peers_slot)
		send();
	else
		receive();
}
