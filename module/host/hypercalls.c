// SPDX-License-Identifier: GPL-2.0
/*
 * Host 220: Hypercalls
 *
 * What the guest kernel asks for with INT LGUEST_TRAP_ENTRY: a number in eax,
 * arguments in edx, ebx, ecx; see module/include/lguest.h and the table in
 * module/README.md. The gate lets ring 1 in and nobody else. A malformed call
 * kills the guest. Calls come from a trap or from the ring (ring.c). Here both
 * are a copy, and only a trapped one's results go back.
 */
#include <linux/ktime.h>
#include <asm/processor-flags.h>
#include <asm/tsc.h>
#include "lg.h"

/*
 * Mastery 100: Left to do: hypercalls that pay
 *
 * The stub must be a few instructions: inside it no interrupt is delivered.
 *
 * Most calls have no user: the kernels from 5.10 on have no hooks for them on
 * i386. A new call is made in this order: `module/include/lguest.h` with a
 * raised `LGUEST_ABI`, a mini guest that expects it to work and one that
 * misuses it, `guest_call()` here, its name in the launcher's `state.c`, its
 * line in `module/README.md`. A bad argument ends the guest.
 */
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
				   data.syscall_entry >= GUEST_TOP)) {
		guest_kill(lg, "LGUEST_INIT: vector %#x cannot go to %#x",
			   data.syscall_vector, data.syscall_entry);
		return;
	}
	if (!ring_init(lg, data.ring))
		return;
	lg->noirq_start = data.noirq_start;
	lg->noirq_end = data.noirq_end;
	lg->syscall_vector = data.syscall_vector;
	lg->syscall_entry = data.syscall_entry;
	lg->idt_changed = true;
	data.reserve_mem = -GUEST_TOP;
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

/* A guest's clock begins with it: kernels count their uptime from its 0. */
static void call_get_clock(struct lguest *lg, struct lguest_ring_call *call)
{
	u64 now = ktime_get_ns() - lg->made_ns;

	call->eax = (u32)now;
	call->edx = now >> 32;
}

/* Calls of guests that announce what they do.  false: it is none of them. */
static bool announcement(struct lguest *lg, const struct lguest_ring_call *call)
{
	switch (call->eax) {
	case LHCALL_LOAD_GDT:
		call_load_gdt(lg, call->edx, call->ebx);
		break;
	case LHCALL_NEW_PGTABLE:
		control_write(lg, 3, call->edx);
		break;
	case LHCALL_LOAD_IDT_ENTRY:
		call_load_idt_entry(lg, call->edx, call->ebx, call->ecx);
		break;
	case LHCALL_SET_STACK:
		call_set_stack(lg, call->edx, call->ebx, call->ecx);
		break;
	case LHCALL_TS:
		control_write(lg, 0, call->edx ? lg->cr0 | X86_CR0_TS :
						 lg->cr0 & ~X86_CR0_TS);
		break;
	case LHCALL_SET_PTE:
		call_set_pte(lg, call->edx, call->ebx, call->ecx);
		break;
	case LHCALL_SET_PMD:
		call_set_pmd(lg, call->edx, call->ebx);
		break;
	case LHCALL_LOAD_TLS:
		call_load_tls(lg, call->edx);
		break;
	default:
		return false;
	}
	return true;
}

void guest_call(struct lguest *lg, struct lguest_ring_call *call)
{
	switch (call->eax) {
	case LHCALL_FLUSH_ASYNC:
		break;
	case LHCALL_LGUEST_INIT:
		call_init(lg, call->edx);
		break;
	case LHCALL_SHUTDOWN:
		call_shutdown(lg, call->edx, call->ebx);
		break;
	case LHCALL_FLUSH_TLB:
		if (call->edx)
			shadow_flush_all(lg);
		else
			shadow_flush_nonglobal(lg);
		break;
	case LHCALL_SET_CLOCKEVENT:
		guest_set_timer(lg, call->edx);
		break;
	case LHCALL_HALT:
		guest_set_irq_flag(lg, LGUEST_IF);
		lg->halted = true;
		break;
	case LHCALL_GET_WALLCLOCK:
		call->eax = (u32)ktime_get_real_seconds();
		break;
	case LHCALL_BIND_DMA:
		call->eax = dma_bind(lg, call->edx, call->ebx, call->ecx);
		break;
	case LHCALL_SEND_DMA:
		dma_send(lg, call->edx, call->ebx);
		break;
	case LHCALL_FLUSH_PAGE:
		lg_count(lg, INVLPG);
		shadow_flush_page(lg, call->edx);
		break;
	case LHCALL_GET_CLOCK:
		call_get_clock(lg, call);
		break;
	default:
		if (!announcement(lg, call))
			guest_kill(lg, "unknown hypercall %u at %#x", call->eax,
				   lg->regs->eip);
	}
}

/* The ring first, then the call that trapped. */
void guest_hypercall_continue(struct lguest *lg)
{
	struct lg_regs *r = lg->regs;
	struct lguest_ring_call call = {
		.eax = r->eax, .edx = r->edx, .ebx = r->ebx, .ecx = r->ecx,
	};

	if (!ring_drain(lg))
		return;
	lg->call_pending = false;
	guest_call(lg, &call);
	r->eax = call.eax;
	r->edx = call.edx;
}

void guest_hypercall(struct lguest *lg)
{
	u32 number = lg->regs->eax;

	if (!lg->has_data && number != LHCALL_LGUEST_INIT &&
	    number != LHCALL_SHUTDOWN) {
		guest_kill(lg, "hypercall %u before LGUEST_INIT", number);
		return;
	}
	lg->call_pending = true;
	lg->ring_left = LGUEST_RING_SLOTS;
	guest_hypercall_continue(lg);
}
