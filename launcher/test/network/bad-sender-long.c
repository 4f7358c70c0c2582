// SPDX-License-Identifier: GPL-2.0
/* Where the host copies, a section is at most a page. */
#include "peers.h"

MINI_EXPECT("killed: has a section that is not in memory or longer");

MINI("sends a section of 4097 bytes")
{
	static struct lguest_dma list = { .addr = { 0x200000 },
					  .len = { 4097 } };

	peers_find();
	peers_send(&list);
}
