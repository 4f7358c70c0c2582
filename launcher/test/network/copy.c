// SPDX-License-Identifier: GPL-2.0
/*
 * What a guest sends to a shared key arrives in the other guest: complete, in
 * order, whatever the sections are. A guest never gets its own.
 */
#include "peers.h"

MINI_EXPECT("powered off");
MINI_TWICE;

#define LISTS	4

static struct lguest_dma bound[LISTS] __attribute__((aligned(4096)));
static struct lguest_dma sent;
static u8 target[LISTS][3 * PAGE_SIZE] __attribute__((aligned(4096)));
static u8 source[3 * PAGE_SIZE] __attribute__((aligned(4096)));

static u8 byte(u32 slot, u32 i)
{
	return i * 7 + i / 256 + slot;
}

static void section(struct lguest_dma *list, u32 i, void *at, u32 len)
{
	list->addr[i] = pa(at);
	list->len[i] = len;
}

/* The sections differ in length at both ends, and some cross a page. */
static void make_lists(void)
{
	u32 i;

	for (i = 0; i < LISTS; i++) {
		section(&bound[i], 0, target[i] + 10, 100);
		section(&bound[i], 1, target[i] + 4000, 4096);
		section(&bound[i], 2, target[i] + 9000, 1000);
	}
	section(&sent, 0, source + 3, 4096);
	section(&sent, 1, source + 4099, 1);
	section(&sent, 2, source + 4100, 902);
	for (i = 0; i < sizeof(source); i++)
		source[i] = byte(peers_slot, i);
}

static void check_arrived(u32 n, u32 len)
{
	volatile u32 *used = &bound[n].used_len;
	const u8 *at = target[n];
	u32 i;

	while (!*used)
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	CHECK(*used == len);
	for (i = 0; i < len; i++) {
		u32 place = i < 100 ? 10 + i :
			    i < 4196 ? 4000 + i - 100 : 9000 + i - 4196;

		CHECK(at[place] == byte(!peers_slot, i + 3));
	}
	CHECK(at[9] == 0 && at[110] == 0 && at[10000] == 0);
}

static void wait_irqs(u32 count)
{
	irq_enable();
	while (mini_irqs[peers_irq] < count)
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	irq_disable();
}

MINI("sends to another guest")
{
	u32 i;

	peers_find();
	make_lists();
	mini_handler = mini_count_irqs;
	*(volatile u32 *)&mini_data.blocked_interrupts = 0;

	/* A guest's own bindings do not count, and nobody else is there. */
	CHECK(peers_bind(bound, LISTS) == 1);
	CHECK(peers_bind(bound, LISTS) == 0);
	hcall(LHCALL_SEND_DMA, peers_key(peers_slot), pa(&sent), 0);
	CHECK(sent.used_len == 0 && bound[0].used_len == 0);
	peers_reached(1);
	peers_wait(1);

	/* A buffer each, one after the other; then there is none. */
	for (i = 0; i < LISTS; i++)
		CHECK(peers_send(&sent) == 4999);
	CHECK(peers_send(&sent) == 0);
	for (i = 0; i < LISTS; i++)
		check_arrived(i, 4999);
	wait_irqs(1);
	peers_reached(2);
	peers_wait(2);

	/* Longer than the buffer: what fits.  A list in the next page. */
	sent.len[2] = 4000;
	bound[0].used_len = 0;
	peers_reached(3);
	peers_wait(3);
	CHECK(peers_send(&sent) == 5196);
	check_arrived(0, 5196);
	peers_reached(4);
	peers_wait(4);

	/* Unbound: nobody is there, and unbinding twice is refused. */
	CHECK(hcall(LHCALL_BIND_DMA, peers_key(peers_slot), pa(bound), 0) == 1);
	CHECK(hcall(LHCALL_BIND_DMA, peers_key(peers_slot), pa(bound), 0) == 0);
	bound[1].used_len = 0;
	peers_reached(5);
	peers_wait(5);
	CHECK(peers_send(&sent) == 0);
	CHECK(bound[1].used_len == 0);
	peers_reached(6);
	peers_wait(6);
}
