// SPDX-License-Identifier: GPL-2.0
/* G31: the ring: full, odd statuses, long calls, odd places. */
#define MINI_RAW
#include "hostile.h"

EXPECT(0, "powered off");
EXPECT(1, "SIGTERM");
EXPECT(2, "powered off");
EXPECT(3, "powered off|killed: bad page frame");
EXPECT(4, "powered off|killed: bad page frame");
EXPECT(5, "killed: unknown hypercall 99 ");
RING;

/* Each status is a call that is done once. */
static void every_status(void)
{
	static struct lguest_dma dma[LGUEST_RING_SLOTS];
	static const char letter[] = "r";
	u32 status, i;

	for (status = 0; status < 0xff; status++) {
		for (i = 0; i < LGUEST_RING_SLOTS; i++) {
			dma[i].used_len = 0;
			dma[i].addr[0] = pa(letter);
			dma[i].len[0] = i == 0 && !(status & 15);
			ring.call[i] = (struct lguest_ring_call) {
				LHCALL_SEND_DMA, LGUEST_CONSOLE_OUT,
				pa(&dma[i]), 0
			};
		}
		/* Sends are slow: mostly few of them. */
		for (i = 0; i < (status & 31 ? 2 : LGUEST_RING_SLOTS); i++)
			*(volatile u8 *)&ring.status[(ring_at + i) % 64] =
				status;
		ring_at = (ring_at + i) % 64;
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
		for (i = 0; i < LGUEST_RING_SLOTS; i++)
			CHECK(*(volatile u8 *)&ring.status[i] == 0xff);
	}
}

MINI("uses the ring")
{
	u32 v = variant(), i;

	if (v == 2) {		/* in the device table */
		mini_init();
		return;
	}
	ring_start();
	mini_paging_on();
	switch (v) {
	case 0:
		every_status();
		break;
	case 1:			/* the longest calls there are, for ever */
		mini_print("ready\n");
		for (;;) {
			for (i = 0; i < 32; i++) {
				ring_put(LHCALL_FLUSH_TLB, 1, 0, 0);
				ring_put(LHCALL_SET_PMD, read_cr3(), 768, 0);
			}
			hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
		}
	case 3:			/* a call that frees and fills its own slot */
		ring_put(LHCALL_BIND_DMA, 0x200000, pa(&ring), 1 << 8 | 1);
		ring_put(LHCALL_SEND_DMA, 0, pa(&ring), 0);
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
		break;
	case 4:			/* the ring is a page table */
		*mini_pde(0x40000000) = pa(&ring) | P | W;
		for (i = 0; i < 64; i++)
			ring_put(LHCALL_SET_PTE, read_cr3(),
				 0x40000000 + i * PAGE_SIZE, P | A | W);
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
		for (i = 0; i < 1024; i++)
			TRAPS("lock orl $0, (%0)", : : "r" (0x40000000 +
			      i * PAGE_SIZE) : "memory");
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
		break;
	case 5:			/* what is behind a bad call is not done */
		ring_put(99, 0, 0, 0);
		ring_put(LHCALL_SHUTDOWN, pa("x"), 1, 0);
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	}
}
