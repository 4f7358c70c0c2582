// SPDX-License-Identifier: GPL-2.0
/* Random hypercalls, one by one and in the ring; DMA; interrupts. */
#include "fuzz.h"

/* The first announced gate takes the place of the whole table. */
static int announced;

static void announce(void)
{
	u32 vector;

	announced = 1;
	for (vector = 0; vector < LGUEST_IRQ_VECTOR + LGUEST_IRQS; vector++)
		hcall(LHCALL_LOAD_IDT_ENTRY, vector, (u32)mini_idt[vector],
		      mini_idt[vector] >> 32);
}

static void random_call(struct lguest_ring_call *call)
{
	call->eax = below(19);
	/* These end a guest; once in a while will do. */
	while ((call->eax == LHCALL_LGUEST_INIT ||
		call->eax == LHCALL_SHUTDOWN) && !wild(16))
		call->eax = below(19);
	if (wild(32))
		call->eax = some_value();
	call->edx = some_value();
	call->ebx = some_value();
	call->ecx = some_value();
	if (wild(16))
		return;
	switch (call->eax) {
	case LHCALL_LOAD_GDT:
		call->edx = (u32)mini_gdt;
		call->ebx = 17 + below(15);
		break;
	case LHCALL_NEW_PGTABLE:
		call->edx = pa(mini_pde(0));
		break;
	case LHCALL_LOAD_IDT_ENTRY:
		if (!announced)
			call->eax = LHCALL_FLUSH_TLB;
		call->edx = below(256);
		call->ebx = (u32)mini_idt[call->edx];
		call->ecx = mini_idt[call->edx] >> 32;
		if (call->edx > LGUEST_IRQ_VECTOR + LGUEST_IRQS)
			call->ecx = (rnd() & 0xffff0000) | below(2) << 15 |
				    0x0e00 | below(4) << 13 | below(2) << 8;
		break;
	case LHCALL_SET_STACK:
		call->edx = 0x69;
		call->ecx = 1 + below(2);
		break;
	case LHCALL_HALT:
		/* Rather the timer, which is set, than nothing. */
		call->eax = LHCALL_GET_CLOCK;
		break;
	case LHCALL_BIND_DMA:
	case LHCALL_SEND_DMA:
		call->edx = below(RAM) & ~3u;
		call->ebx = PLAY + below(RAM - PLAY - PAGE_SIZE);
		call->ecx = below(40) << 8 | below(34);
		break;
	case LHCALL_SET_PTE:
		call->edx = pa(mini_pde(0));
		call->ebx = below(8) ? rnd() & 0x3fffffff : some_value();
		if (call->ebx >= 0xffc00000)
			call->ebx -= 0x400000;
		call->ecx = some_entry();
		break;
	case LHCALL_SET_PMD:
		call->edx = pa(mini_pde(0));
		call->ebx = below(1025);
		break;
	case LHCALL_LOAD_TLS:
		call->edx = PLAY + below(RAM - PLAY - 24);
		break;
	}
}

static void one_call(u32 unused)
{
	struct lguest_ring_call call;

	(void)unused;
	random_call(&call);
	hcall(call.eax, call.edx, call.ebx, call.ecx);
}

void fuzz_calls(void)
{
	u32 n = 1 + below(6);

	announced = 0;
	if (one_in(16))
		announce();
	while (n--)
		fuzz_try(one_call, 0);
}

/* The cursor is the host's own, so most of the ring is filled. */
void fuzz_ring(void)
{
	u32 i;

	announced = 0;
	if (one_in(8))
		announce();
	for (i = 0; i < LGUEST_RING_SLOTS; i++) {
		random_call(&fuzz_ring_page.call[i]);
		fuzz_ring_page.status[i] = below(4) ? 0 : rnd();
	}
	fuzz_try(one_call, 0);
	fuzz_try(one_call, 0);
	memset(fuzz_ring_page.status, LGUEST_RING_FREE, LGUEST_RING_SLOTS);
}

static void random_list(struct lguest_dma *dma)
{
	u32 i;

	dma->used_len = below(4) ? 0 : some_value();
	for (i = 0; i < LGUEST_MAX_DMA_SECTIONS; i++) {
		dma->addr[i] = below(4) ? PLAY + below(RAM - PLAY - PAGE_SIZE) :
					  some_value();
		dma->len[i] = below(6) ? below(PAGE_SIZE + 1) : rnd();
	}
}

static void one_dma(u32 what)
{
	static const u16 keys[] = {
		LGUEST_CONSOLE_OUT, LGUEST_CONSOLE_IN
	};
	u32 device = mini_data.device_pfn + below(wild(32) ? 8 : 3);
	u32 key = one_in(4) ? keys[below(2)] :
		  one_in(2) ? device * PAGE_SIZE + below(4) * 4 :
			      PLAY + below(16) * 4;
	u32 list = PLAY + PLAY_LISTS * PAGE_SIZE +
		   below(40) * (u32)sizeof(struct lguest_dma);
	u32 count = one_in(8) ? 0 : 1 + below(30);

	if (wild(8))
		key = some_value();
	if (wild(8))
		list = some_value();
	if (what)
		hcall(LHCALL_BIND_DMA, key, list, count << 8 | below(33));
	else
		hcall(LHCALL_SEND_DMA, key, list, 0);
}

/* The page of a device, should there be one: a block request or an address. */
static void fill_device(u32 unused)
{
	u32 at = PAGE_OFFSET + mini_data.device_pfn * PAGE_SIZE +
		 below(4) * PAGE_SIZE;
	u32 i;

	(void)unused;
	for (i = 0; i < 4; i++)
		poke(at + 4 * i, one_in(4) ? some_value() : below(40));
}

void fuzz_dma(void)
{
	struct lguest_dma *list = play_page(PLAY_LISTS);
	u32 n = 1 + below(8), i;

	for (i = 0; i < 40; i++)
		if (one_in(8))
			random_list(&list[i]);
	while (n--) {
		if (one_in(3))
			fuzz_try(fill_device, 0);
		fuzz_try(one_dma, below(2));
	}
}

static void wait_interrupt(u32 how)
{
	hcall(LHCALL_SET_CLOCKEVENT, 1 + below(100000), 0, 0);
	if (how & 1)
		irq_enable();
	if (how & 2)
		asm volatile("sti; hlt; cli");
	if (how & 4)
		hcall(LHCALL_HALT, 0, 0, 0);
	for (how = 100; how; how--)
		asm volatile("pause");
}

void fuzz_interrupts(void)
{
	u32 n = 1 + below(4);

	while (n--) {
		/* The timer comes through, or a guest may sleep for ever. */
		mini_data.blocked_interrupts = rnd() & ~1u;
		if (one_in(16))
			mini_data.irq_enabled = some_value();
		if (one_in(16))
			mini_data.irq_pending = some_value();
		fuzz_try(wait_interrupt, below(8));
	}
}
