// SPDX-License-Identifier: GPL-2.0
/*
 * What calls cost beside the instructions they stand for, in ns of the host's
 * clock, as hex. With qemu's -icount shift=0 these are instructions.
 */
#define MINI_RAW
#include "mini.h"

MINI_EXPECT("powered off");

#define N	2000u
#define VA	0x800000u
#define ENTRY	(pa(page) | P | W | U | A | D)

static struct lguest_ring ring __attribute__((aligned(4096)));
static u32 *page, next;

static void put(u32 eax, u32 edx, u32 ebx, u32 ecx)
{
	ring.call[next] = (struct lguest_ring_call) { eax, edx, ebx, ecx };
	*(volatile u8 *)&ring.status[next] = 0;
	next = (next + 1) % LGUEST_RING_SLOTS;
}

static void null_call(void)
{
	hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
}

/* One trap for 32 calls; the figure is of the 32. */
static void ring_of_32(void)
{
	u32 i;

	for (i = 0; i < 32; i++)
		put(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
}

static void touch_after_invlpg(void)
{
	*mini_pte(VA) = ENTRY;
	invlpg(VA);
	peek(VA);
}

static void touch_after_set_pte(void)
{
	*mini_pte(VA) = ENTRY;
	hcall(LHCALL_SET_PTE, read_cr3(), VA, ENTRY);
	peek(VA);
}

static void load_cr3(void)
{
	write_cr3(pa(mini_pde(0)));
}

static void new_pgtable(void)
{
	hcall(LHCALL_NEW_PGTABLE, pa(mini_pde(0)), 0, 0);
}

static void load_gs(void)
{
	mini_gdt[6] = mini_segment(0, 0xfffff, 0xf2);
	asm volatile("mov %0, %%gs" : : "r" (6 * 8 + 3));
}

static void load_tls_and_gs(void)
{
	static u64 tls[3];

	tls[0] = mini_segment(0, 0xfffff, 0xf2);
	hcall(LHCALL_LOAD_TLS, pa(tls), 0, 0);
	asm volatile("mov %0, %%gs" : : "r" (6 * 8 + 3));
}

static void bench(const char *name, void (*run)(void))
{
	u64 start;
	u32 i;

	for (i = 0; i < N / 10; i++)
		run();
	start = mini_clock();
	for (i = 0; i < N; i++)
		run();
	mini_print("bench ");
	mini_print(name);
	mini_print(" 0x");
	mini_print_hex((u32)(mini_clock() - start) / N);
	mini_print("\n");
}

MINI("calls, timed")
{
	memset(ring.status, LGUEST_RING_FREE, sizeof(ring.status));
	mini_data.ring = pa(&ring);
	mini_init();
	mini_paging_on();
	page = mini_page();
	bench("null-call", null_call);
	bench("32-calls-in-the-ring", ring_of_32);
	bench("invlpg-and-touch", touch_after_invlpg);
	bench("set-pte-and-touch", touch_after_set_pte);
	bench("mov-to-cr3", load_cr3);
	bench("new-pgtable", new_pgtable);
	bench("load-gs", load_gs);
	bench("load-tls-and-gs", load_tls_and_gs);
}
