/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For mini guests whose only device besides the console is a sharenet file;
 * most run in pairs on one file. They wait for each other with a byte of the
 * page that lies after the table of peers.
 */
#ifndef LAUNCHER_TEST_NETWORK_PEERS_H
#define LAUNCHER_TEST_NETWORK_PEERS_H

#include "mini.h"

static volatile u8 *peers_page;
static u32 peers_pa, peers_slot, peers_irq;

static inline void peers_find(void)
{
	const struct lguest_device_desc *table;
	u32 i;

	mini_paging_on();
	table = (void *)(PAGE_OFFSET + mini_data.device_pfn * PAGE_SIZE);
	for (i = 0; table[i].type != LGUEST_DEVICE_T_NET; i++)
		CHECK(i < LGUEST_MAX_DEVICES);
	peers_pa = table[i].pfn * PAGE_SIZE;
	peers_page = (void *)(PAGE_OFFSET + peers_pa);
	peers_slot = table[i].features & LGUEST_DEVICE_F_SLOT;
	peers_irq = i + 1;
}

static inline u32 peers_key(u32 slot)
{
	return peers_pa + LGUEST_NET_KEY(slot);
}

static inline u32 peers_bind(struct lguest_dma *list, u32 count)
{
	return hcall(LHCALL_BIND_DMA, peers_key(peers_slot), pa(list),
		     count << 8 | peers_irq);
}

/* Sends to the other guest; returns how many bytes arrived. */
static inline u32 peers_send(struct lguest_dma *list)
{
	list->used_len = 0;
	hcall(LHCALL_SEND_DMA, peers_key(!peers_slot), pa(list), 0);
	return *(volatile u32 *)&list->used_len;
}

#define PEERS_FLAGS	(LGUEST_NET_PEERS * 6)

/* Prints how far we are. */
static inline void peers_reached(u8 step)
{
	peers_page[PEERS_FLAGS + peers_slot] = step;
}

static inline void peers_wait(u8 step)
{
	while (peers_page[PEERS_FLAGS + !peers_slot] < step)
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
}

#endif /* LAUNCHER_TEST_NETWORK_PEERS_H */
