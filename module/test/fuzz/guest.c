// SPDX-License-Identifier: GPL-2.0
/*
 * A guest that tries what a guest can do, at random, and survives most of it.
 *
 * Kernel arguments: seed=N first=N count=N.  Iteration i of a seed is always
 * the same; where it is at stands in memory, at NOW, for whoever runs it.
 */
#include "fuzz.h"

MINI_EXPECT("powered off");

#define NOW		((volatile u32 *)(PAGE_OFFSET + 0x4000))
#define TIMER_NS	20000000u	/* whoever spins longer is called back */

struct lguest_ring fuzz_ring_page __attribute__((aligned(4096)));
static u64 good_gdt[32], good_idt[256];
static u32 good_tss[26];

/* Breakpoints, where what is tried may come by, or the host. */
static u32 breaking;

static void set_breakpoints(void)
{
	u32 address = one_in(2) ? some_value() :
		      (u32)play_page(PLAY_CODE) + below(64);

	asm volatile("mov %0, %%dr0" : : "r" (address));
	asm volatile("mov %0, %%dr1" : : "r" (some_value()));
	asm volatile("mov %0, %%dr2" : : "r" (USER_CODE + below(64)));
	asm volatile("mov %0, %%dr3" : : "r" (0xffc00000u + below(0x4000)));
	breaking = 1;
	asm volatile("mov %0, %%dr7" : : "r" (rnd()));
}

static void clear_breakpoints(void)
{
	if (breaking)
		asm volatile("mov %0, %%dr7" : : "r" (0x400));
	breaking = 0;
}

/* Every trap during an iteration ends what was tried. */
static int on_trap(struct mini_frame *frame)
{
	clear_breakpoints();
	if (frame->vector == LGUEST_IRQ_VECTOR + LGUEST_IRQ_TIMER)
		hcall(LHCALL_SET_CLOCKEVENT, TIMER_NS, 0, 0);
	if (fuzz_esp)
		asm volatile("jmp fuzz_back");
	/* An interrupt or a breakpoint between two things that are tried. */
	return frame->vector == DB ||
	       (frame->vector >= LGUEST_IRQ_VECTOR &&
		frame->vector < LGUEST_IRQ_VECTOR + LGUEST_IRQS);
}

/* What a kind of iteration leaves behind; loading each takes the host time. */
#define GDT	1
#define IDT	2
#define PAGING	4
#define ALL	(GDT | IDT | PAGING)

static void reset(u32 what)
{
	struct {
		u16 limit;
		u32 base;
	} __attribute__((packed)) table;

	clear_breakpoints();
	irq_disable();
	mini_data.blocked_interrupts = 0;
	if (what & GDT) {
		memcpy(mini_gdt, good_gdt, sizeof(mini_gdt));
		memcpy(mini_tss, good_tss, sizeof(mini_tss));
		mini_gdt_load();
		asm volatile("ltr %w0" : : "r" (16 * 8));
		asm volatile("lldt %w0" : : "r" (0));
	}
	if (what & IDT) {
		memcpy(mini_idt, good_idt, sizeof(mini_idt));
		table.limit = sizeof(mini_idt) - 1;
		table.base = (u32)mini_idt;
		asm volatile("lidt %0" : : "m" (table));
	}
	if (what & PAGING) {
		mini_paging_on();
		write_cr4(0);
	}
	mini_user_frame.cs = 0x73;
	mini_user_frame.eflags = 0x202;
	mini_user_frame.ss = 0x7b;
	mini_user_frame.ds = 0x7b;
}

static void save_good(void)
{
	memcpy(good_gdt, mini_gdt, sizeof(mini_gdt));
	memcpy(good_idt, mini_idt, sizeof(mini_idt));
	memcpy(good_tss, mini_tss, sizeof(mini_tss));
	good_gdt[16] &= ~(0x200ull << 32);	/* not busy */
}

/* The first call, mostly good: what it says holds for this guest's life. */
static void start(void)
{
	memset(fuzz_ring_page.status, LGUEST_RING_FREE, LGUEST_RING_SLOTS);
	mini_data.ring = pa(&fuzz_ring_page);
	if (one_in(2)) {
		mini_data.syscall_vector = 0x80;
		mini_data.syscall_entry = (u32)mini_stubs + 0x80 * 16;
	}
	if (wild(4)) {
		u32 *word = (u32 *)&mini_data + below(sizeof(mini_data) / 4);

		*word = some_value();
	}
	if (wild(8))
		hcall(below(20), some_value(), some_value(), some_value());
	if (wild(8))
		hcall(LHCALL_LGUEST_INIT, some_value(), 0, 0);
	mini_init();
}

/* From the same state each, so that one can be done without those before. */
static void iterate(void)
{
	static const struct {
		void (*run)(void);
		u32 leaves;
	} kinds[] = {
		{ fuzz_calls, GDT | IDT }, { fuzz_calls, GDT | IDT },
		{ fuzz_ring, GDT | IDT }, { fuzz_dma, 0 },
		{ fuzz_interrupts, 0 }, { fuzz_pages, PAGING },
		{ fuzz_pages, PAGING }, { fuzz_pae, PAGING },
		{ fuzz_segments, GDT }, { fuzz_gates, GDT | IDT },
		{ fuzz_kernel_code, ALL }, { fuzz_kernel_code, ALL },
		{ fuzz_kernel_code, ALL }, { fuzz_user_code, 0 },
		{ fuzz_user_code, 0 }, { fuzz_iret, GDT },
	};
	u32 kind = below(sizeof(kinds) / sizeof(*kinds));

	hcall(LHCALL_SET_CLOCKEVENT, TIMER_NS, 0, 0);
	if (one_in(4))
		set_breakpoints();
	kinds[kind].run();
	reset(kinds[kind].leaves);
}

MINI("fuzzes its host")
{
	u32 seed = mini_argument("seed=", 0), i = mini_argument("first=", 0);
	u32 end = i + mini_argument("count=", 0);

	*NOW = i;
	random_start(seed, i);
	save_good();
	start();
	mini_handler = on_trap;
	reset(ALL);
	for (; i != end; i++) {
		*NOW = i;
		random_start(seed, i);
		iterate();
	}
	*NOW = i;
}
