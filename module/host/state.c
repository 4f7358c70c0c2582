// SPDX-License-Identifier: GPL-2.0
/*
 * Host 280: Looking from outside
 *
 * What a guest is doing, for LHREQ_STATE and for the log. The guest does not
 * help and may be running: each word is one that it had, but together they need
 * not be of one moment.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/printk.h>
#include <asm/trapnr.h>
#include "lg.h"

/* Interrupts of the host tell nothing of the guest; its calls are noted below. */
void state_note_exit(struct lguest *lg, unsigned long fault_address)
{
	u32 trap = lg->regs->trap;

	if (trap == LGUEST_TRAP_ENTRY || (trap >= 32 && trap <= 0xff &&
					  trap != 0x80))
		return;
	lg->exits[lg->nr_exits++ % LGUEST_STATE_EXITS] = (struct lguest_exit) {
		.trap = trap, .error = lg->regs->error,
		.eip = lg->regs->eip,
		.cr2 = trap == X86_TRAP_PF ? fault_address : 0,
	};
}

void state_note_call(struct lguest *lg, u32 number, u32 edx, u32 ebx, u32 ecx,
		     u32 eip)
{
	lg->calls[lg->nr_calls++ % LGUEST_STATE_CALLS] = (struct lguest_call) {
		.number = number, .edx = edx, .ebx = ebx, .ecx = ecx,
		.eip = eip,
	};
}

void state_print(const struct lguest *lg)
{
	u32 end = lg->nr_exits, i;
	u32 first = end > LGUEST_STATE_EXITS ? end - LGUEST_STATE_EXITS : 0;
	const struct lg_regs *r = lg->regs;

	pr_info("guest %u: %s\n", lg->id, lg->end.reason);
	for (i = first; i < end; i++) {
		const struct lguest_exit *e =
			&lg->exits[i % LGUEST_STATE_EXITS];

		pr_info("exit %u: trap %#x error %#x eip %08x cr2 %08x\n", i,
			e->trap, e->error, e->eip, e->cr2);
	}
	pr_info("eax %08x ebx %08x ecx %08x edx %08x esi %08x edi %08x ebp %08x\n",
		r->eax, r->ebx, r->ecx, r->edx, r->esi, r->edi, r->ebp);
	pr_info("cs %x eip %08x ss %x esp %08x flags %x ds %x es %x fs %x gs %x cr0 %x cr3 %x cr4 %x\n",
		r->cs, r->eip, r->ss, r->esp, r->eflags, r->ds, r->es, r->fs,
		r->gs, lg->cr0, lg->cr3, lg->cr4);
}

static u32 peek_data(struct lguest *lg, u32 offset)
{
	u32 value = 0;

	if (lg->has_data)
		guest_peek(lg, lg->data + offset, &value, sizeof(value));
	return value;
}

/* In any thread of the owner. */
void guest_state(struct lguest *lg, struct lguest_state *state)
{
	const struct lg_regs *r = lg->regs;

	/* For the next sample: this makes it leave its loop for a moment. */
	guest_kick(lg);
	memset(state, 0, sizeof(*state));
	state->ended = lg->ended;
	state->halted = lg->halted;
	state->eip = r->eip;
	state->cs = r->cs;
	state->esp = r->esp;
	state->ss = r->ss;
	state->eflags = r->eflags;
	state->eax = r->eax;
	state->ebx = r->ebx;
	state->ecx = r->ecx;
	state->edx = r->edx;
	state->esi = r->esi;
	state->edi = r->edi;
	state->ebp = r->ebp;
	state->cr0 = lg->cr0;
	state->cr2 = lg->cr2;
	state->cr3 = lg->cr3;
	state->cr4 = lg->cr4;
	state->irq_enabled = LGUEST_IF &
		peek_data(lg, offsetof(struct lguest_data, irq_enabled));
	state->irqs_pending = lg->irqs;
	state->irqs_blocked =
		peek_data(lg, offsetof(struct lguest_data, blocked_interrupts));
	state->nr_exits = lg->nr_exits;
	memcpy(state->exits, lg->exits, sizeof(state->exits));
	state->nr_calls = lg->nr_calls;
	memcpy(state->calls, lg->calls, sizeof(state->calls));
}
