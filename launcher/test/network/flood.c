// SPDX-License-Identifier: GPL-2.0
/* Four guests in a ring send to each other without end. */
#include "peers.h"

MINI_EXPECT("SIGTERM");

#define LISTS	16

MINI("sends and receives for ever")
{
	static struct lguest_dma list[LISTS], sent;
	u32 i, next = 0;

	peers_find();
	for (i = 0; i < LISTS; i++) {
		list[i].addr[0] = 0x200000 + i * PAGE_SIZE;
		list[i].len[0] = 4096;
	}
	for (i = 0; i < LGUEST_MAX_DMA_SECTIONS; i++) {
		sent.addr[i] = 0x300000 + i * PAGE_SIZE;
		sent.len[i] = 4096;
	}
	CHECK(peers_bind(list, LISTS) == 1);
	mini_print("ready\n");
	for (;;) {
		sent.used_len = 0;
		hcall(LHCALL_SEND_DMA, peers_key((peers_slot + 1) % 4),
		      pa(&sent), 0);
		for (; *(volatile u32 *)&list[next].used_len;
		     next = (next + 1) % LISTS)
			list[next].used_len = 0;
		/* Buffers come and go as well. */
		if (!next) {
			hcall(LHCALL_BIND_DMA, peers_key(peers_slot),
			      pa(list), 0);
			peers_bind(list, LISTS);
		}
	}
}
