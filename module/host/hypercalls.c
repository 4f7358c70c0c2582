// SPDX-License-Identifier: GPL-2.0
/*
 * Hypercalls: what the guest kernel asks for with INT LGUEST_TRAP_ENTRY.
 *
 * Number in eax, arguments in edx, ebx, ecx; see module/include/lguest.h.  The
 * gate lets ring 1 in and nobody else.  A malformed call kills the guest.
 */
#include <linux/ktime.h>
#include <asm/tsc.h>
#include "lg.h"

/* The stub must be a few instructions: inside it no interrupt is delivered. */
#define NOIRQ_MAX	256

static bool check_stub(struct lguest *lg, const struct lguest_data *data)
{
	u8 first, last;

	if (!data->noirq_start && !data->noirq_end)
		return true;
	return data->noirq_end > data->noirq_start + 2 &&
	       data->noirq_end - data->noirq_start <= NOIRQ_MAX &&
	       guest_read_virt(lg, data->noirq_start, &first, 1) &&
	       guest_read_virt(lg, data->noirq_end - 1, &last, 1) &&
	       first == 0x50 && last == 0xcf;
}

static void call_init(struct lguest *lg, u32 addr)
{
	struct lguest_data data;

	if (lg->has_data) {
		guest_kill(lg, "LGUEST_INIT a second time");
		return;
	}
	if (offset_in_page(addr) + sizeof(data) > PAGE_SIZE) {
		guest_kill(lg, "LGUEST_INIT: lguest_data at %#x crosses a page",
			   addr);
		return;
	}
	if (!guest_read(lg, addr, &data, sizeof(data)))
		return;
	if (!check_stub(lg, &data)) {
		guest_kill(lg, "LGUEST_INIT: %#x to %#x is no iret stub",
			   data.noirq_start, data.noirq_end);
		return;
	}
	if (data.syscall_entry && (data.syscall_vector != 0x80 ||
				   data.syscall_entry >= SWITCHER_ADDR)) {
		guest_kill(lg, "LGUEST_INIT: vector %#x cannot go to %#x",
			   data.syscall_vector, data.syscall_entry);
		return;
	}
	lg->noirq_start = data.noirq_start;
	lg->noirq_end = data.noirq_end;
	lg->syscall_vector = data.syscall_vector;
	lg->syscall_entry = data.syscall_entry;
	lg->idt_changed = true;
	data.reserve_mem = -SWITCHER_ADDR;
	data.tsc_khz = check_tsc_unstable() ? 0 : tsc_khz;
	data.device_pfn = lg->device_pfn;
	data.guestid = lg->id;
	if (!guest_write(lg, addr, &data, sizeof(data)))
		return;
	lg->data = addr;
	lg->has_data = true;
}

static void call_shutdown(struct lguest *lg, u32 addr, u32 how)
{
	char text[LGUEST_TEXT_LEN + 1];
	u32 len = LGUEST_TEXT_LEN;
	u64 end = (u64)lg->pfn_limit << PAGE_SHIFT;

	if (how > LGUEST_SHUTDOWN_RESTART) {
		guest_kill(lg, "SHUTDOWN of unknown kind %#x", how);
		return;
	}
	/* A text near the end of memory is cut, not refused. */
	if (addr < end && end - addr < len)
		len = end - addr;
	if (!guest_read(lg, addr, text, len))
		return;
	text[len] = '\0';
	guest_end(lg, how, text);
}

static void call_get_clock(struct lguest *lg)
{
	u64 now = ktime_get_ns();

	lg->regs->eax = (u32)now;
	lg->regs->edx = now >> 32;
}

static void do_call(struct lguest *lg)
{
	struct lg_regs *r = lg->regs;

	switch (r->eax) {
	case LHCALL_FLUSH_ASYNC:
		break;
	case LHCALL_LGUEST_INIT:
		call_init(lg, r->edx);
		break;
	case LHCALL_SHUTDOWN:
		call_shutdown(lg, r->edx, r->ebx);
		break;
	case LHCALL_FLUSH_TLB:
		if (r->edx)
			shadow_flush_all(lg);
		else
			shadow_flush_nonglobal(lg);
		break;
	case LHCALL_SET_CLOCKEVENT:
		guest_set_timer(lg, r->edx);
		break;
	case LHCALL_HALT:
		guest_set_irq_flag(lg, LGUEST_IF);
		lg->halted = true;
		break;
	case LHCALL_GET_WALLCLOCK:
		r->eax = (u32)ktime_get_real_seconds();
		break;
	case LHCALL_BIND_DMA:
		r->eax = dma_bind(lg, r->edx, r->ebx, r->ecx);
		break;
	case LHCALL_SEND_DMA:
		dma_send(lg, r->edx, r->ebx);
		break;
	case LHCALL_FLUSH_PAGE:
		lg_count(lg, INVLPG);
		shadow_flush_page(lg, r->edx);
		break;
	case LHCALL_GET_CLOCK:
		call_get_clock(lg);
		break;
	default:
		guest_kill(lg, "unknown hypercall %u at %#x", r->eax, r->eip);
	}
}

void guest_hypercall(struct lguest *lg)
{
	u32 number = lg->regs->eax;

	if (!lg->has_data && number != LHCALL_LGUEST_INIT &&
	    number != LHCALL_SHUTDOWN) {
		guest_kill(lg, "hypercall %u before LGUEST_INIT", number);
		return;
	}
	do_call(lg);
}
