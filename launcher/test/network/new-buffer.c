// SPDX-License-Identifier: GPL-2.0
/*
 * A buffer in a page that the guest has never touched: the first packet may be
 * lost, the later ones arrive.
 */
#include "peers.h"

MINI_EXPECT("powered off");
MINI_TWICE;

MINI("names a new buffer after binding")
{
	static struct lguest_dma list = { .addr = { 0x200000 },
					  .len = { 100 } };
	static struct lguest_dma sent = { .addr = { 0x210000 },
					  .len = { 4 } };
	volatile u32 *used = &list.used_len;

	peers_find();
	poke(PAGE_OFFSET + 0x210000, 0x600d0000 + peers_slot);
	CHECK(peers_bind(&list, 1) == 1);
	list.addr[0] = 0x900000;
	peers_reached(1);
	peers_wait(1);
	while (peers_send(&sent) != 4)
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	while (*used != 4)
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	CHECK(peek(PAGE_OFFSET + 0x900000) == 0x600d0000 + !peers_slot);
	peers_reached(2);
	peers_wait(2);
}
