// SPDX-License-Identifier: GPL-2.0
/*
 * A ring full of the longest calls: each binds 65535 lists whose sections all
 * cross a page, and the host must look at every one. The launcher must still be
 * able to end the guest in the middle of them.
 */
#define MINI_RAW
#include "peers.h"

MINI_EXPECT("SIGTERM");

#define LISTS	65535u
#define ARRAY	0x200000u
#define CROSSES	0x1ff800u

static struct lguest_ring ring __attribute__((aligned(4096)));

static void fill_array(void)
{
	struct lguest_dma *list = (void *)(PAGE_OFFSET + ARRAY);
	u32 i, n;

	for (i = 0; i < LISTS; i++)
		for (n = 0; n < LGUEST_MAX_DMA_SECTIONS; n++) {
			list[i].addr[n] = CROSSES;
			list[i].len[n] = 4096;
		}
}

static void fill_ring(void)
{
	u32 i;

	for (i = 0; i < LGUEST_RING_SLOTS; i++) {
		ring.call[i] = (struct lguest_ring_call) {
			LHCALL_BIND_DMA, peers_key(peers_slot), ARRAY,
			LISTS << 8 | peers_irq
		};
		*(volatile u8 *)&ring.status[i] = 0;
	}
}

MINI("binds for long")
{
	memset(ring.status, LGUEST_RING_FREE, sizeof(ring.status));
	mini_data.ring = pa(&ring);
	mini_init();
	peers_find();
	fill_array();
	mini_print("ready\n");
	for (;;) {
		fill_ring();
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	}
}
