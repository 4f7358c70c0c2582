// SPDX-License-Identifier: GPL-2.0
/* The last of 16 sections reaches beyond the guest's memory. */
#include "peers.h"

MINI_EXPECT("killed: has a section that is not in memory or longer");

MINI("sends from beyond its memory")
{
	static struct lguest_dma list;
	u32 i;

	peers_find();
	for (i = 0; i < LGUEST_MAX_DMA_SECTIONS; i++) {
		list.addr[i] = 0x200000 + i * 32;
		list.len[i] = 32;
	}
	list.addr[15] = peers_pa + PAGE_SIZE - 31;
	peers_send(&list);
}
