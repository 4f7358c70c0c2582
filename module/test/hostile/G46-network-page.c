// SPDX-License-Identifier: GPL-2.0
/*
 * G46: a guest that abuses the page of a network that others share: their
 * addresses, places that do not exist, packets of every length.
 */
#include "../../../launcher/test/network/peers.h"
#include "hostile.h"

EXPECT(0, "powered off");
EXPECT(1, "killed: has a section that is not in memory or longer");

static struct lguest_dma list = { .addr = { 0x200000 } };

/* To a key of the page; how many bytes somebody took. */
static u32 send_to(u32 key, u32 len)
{
	list.used_len = 0;
	list.len[0] = len;
	hcall(LHCALL_SEND_DMA, key, pa(&list), 0);
	return *(volatile u32 *)&list.used_len;
}

MINI("abuses the network's page")
{
	u32 i, round;

	peers_find();
	if (variant() == 1)
		send_to(peers_key(0), 65535);
	for (round = 0; round < 200; round++) {
		/* Everybody's address, its own wanting every packet. */
		for (i = 0; i < LGUEST_NET_PEERS * 6; i++)
			peers_page[i] = round * 31 + i;
		peers_page[peers_slot * 6] = round & 1;
		/* Nobody is bound at places that do not exist. */
		for (i = LGUEST_NET_PEERS; i < 1024; i += 37)
			CHECK(!send_to(peers_key(i), 64));
		for (i = 0; i < 20; i++)
			send_to(peers_key(i & 1), i);
		send_to(peers_key(0), 4096);
		/* Its own place, and those of others: listening is allowed. */
		CHECK(peers_bind(&list, 1) == 1);
		hcall(LHCALL_BIND_DMA, peers_key(0), pa(&list),
		      1 << 8 | peers_irq);
		CHECK(!hcall(LHCALL_BIND_DMA, peers_key(0), pa(&list),
			     65536 << 8 | peers_irq));
		CHECK(hcall(LHCALL_BIND_DMA, peers_key(0), pa(&list), 0) == 1);
		CHECK(hcall(LHCALL_BIND_DMA, peers_key(peers_slot), pa(&list),
			    0) == 1);
	}
}
