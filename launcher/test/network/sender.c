// SPDX-License-Identifier: GPL-2.0
/* Sends to a guest with bad buffers and must hear that nothing arrived. */
#include "peers.h"

MINI_EXPECT("powered off");

MINI("sends to bad-receiver")
{
	static struct lguest_dma list = { .addr = { 0x200000 },
					  .len = { 100 } };

	peers_find();
	peers_wait(1);
	CHECK(peers_send(&list) == 0);
}
