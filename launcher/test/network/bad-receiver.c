// SPDX-License-Identifier: GPL-2.0
/*
 * A bound list that is bad when it is used ends its owner and not the sender:
 * place 0 owns it, place 1 is sender.c.
 */
#include "peers.h"

MINI_EXPECT("killed: bound DMA list");

MINI("binds a list that goes bad")
{
	static struct lguest_dma list = { .addr = { 0x200000 },
					  .len = { 100 } };

	peers_find();
	CHECK(peers_bind(&list, 1) == 1);
	list.addr[0] = 0xfffff000;
	list.len[0] = 4096;
	peers_reached(1);
	while (1)
		hcall(LHCALL_HALT, 0, 0, 0);
}
