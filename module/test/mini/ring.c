// SPDX-License-Identifier: GPL-2.0
/* The ring: in order, each once, the cursor goes on, sends come out of it. */
#define MINI_RAW
#include "mini.h"

MINI_EXPECT("powered off");

static struct lguest_ring ring __attribute__((aligned(4096)));
static struct lguest_dma lines[3];
static u32 next;

static void put(u32 eax, u32 edx, u32 ebx, u32 ecx)
{
	ring.call[next] = (struct lguest_ring_call) { eax, edx, ebx, ecx };
	*(volatile u8 *)&ring.status[next] = 0;
	next = (next + 1) % LGUEST_RING_SLOTS;
}

static u32 waiting(void)
{
	u32 i, n = 0;

	for (i = 0; i < LGUEST_RING_SLOTS; i++)
		n += *(volatile u8 *)&ring.status[i] != LGUEST_RING_FREE;
	return n;
}

static u32 tls_low(u32 slot)
{
	return *(volatile u32 *)&mini_gdt[slot];
}

MINI("fills the ring of calls")
{
	static u64 tls[2][3];
	static const char text[] = "abc";
	u32 i, round;

	memset(ring.status, LGUEST_RING_FREE, sizeof(ring.status));
	mini_data.ring = pa(&ring);
	mini_init();

	/* Calls with an effect that can be seen, in order: the last one wins. */
	for (i = 0; i < 3; i++) {
		tls[0][i] = mini_segment(i + 1, 0xfffff, 0xf3);
		tls[1][i] = mini_segment(i + 7, 0xfffff, 0xf3);
	}
	for (round = 0; round < 3; round++) {
		for (i = 0; i < LGUEST_RING_SLOTS; i++)
			put(LHCALL_LOAD_TLS, pa(tls[i & 1]), 0, 0);
		CHECK(waiting() == 64 && tls_low(6) != (u32)tls[1][0] << !round);
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
		CHECK(!waiting());
		CHECK(tls_low(6) == (u32)tls[1][0]);
		CHECK(tls_low(8) == (u32)tls[1][2]);
		memset(&mini_gdt[6], 0, 24);
	}

	/* Only the slot under the cursor is looked at. */
	next = 5;
	put(LHCALL_LOAD_TLS, pa(tls[0]), 0, 0);
	hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	CHECK(waiting() == 1 && !tls_low(6));
	next = 0;
	for (i = 0; i < 5; i++)
		put(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	CHECK(!waiting() && tls_low(6) == (u32)tls[0][0]);
	next = 6;

	/* The launcher serves sends between; results go nowhere. */
	for (i = 0; i < 3; i++) {
		lines[i].addr[0] = pa(text) + i;
		lines[i].len[0] = 1;
		put(LHCALL_SEND_DMA, LGUEST_CONSOLE_OUT, pa(&lines[i]), 0);
		put(LHCALL_GET_CLOCK, 0, 0, 0);
	}
	CHECK(hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0) == LHCALL_FLUSH_ASYNC);
	CHECK(!waiting());
	for (i = 0; i < 3; i++)
		CHECK(*(volatile u32 *)&lines[i].used_len == 1);
	/* The trapped call is done after all of them, and once. */
	put(LHCALL_SEND_DMA, LGUEST_CONSOLE_OUT, pa(&lines[0]), 0);
	CHECK(hcall(LHCALL_GET_WALLCLOCK, 0, 0, 0) > 1000000000);
	CHECK(!waiting());
}
