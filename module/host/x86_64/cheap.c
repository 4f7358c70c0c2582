// SPDX-License-Identifier: GPL-2.0
/*
 * Switcher 147+: What C does on the guest's tables
 *
 * Exits that need nothing of the host but its memory: see `cheap_trap`.
 *
 * The lower half of the address space is the guest's here, and CR4, GDT, IDT and
 * TSS are what it runs on. So: no address of the launcher's, nothing that sleeps,
 * wakes somebody up, flushes the host's TLB or computes with floating point.
 * While lg->cheap is set, whatever cannot be had without that sets lg->retreat
 * and changes nothing; the exit then goes the long way and is dealt with anew.
 */
#include <asm/special_insns.h>
#include <asm/trapnr.h>
#include "../lg.h"
#include "trip.h"

/* A call that only wants the ring looked at, which is empty. */
static bool hypercall(struct lguest *lg, const struct trip_frame *frame)
{
	if ((u32)frame->ax != LHCALL_FLUSH_ASYNC || !lg->has_data ||
	    !ring_is_empty(lg))
		return false;
	lg_count(lg, EXITS);
	lg_count(lg, HYPERCALL);
	state_note_call(lg, frame->ax, frame->dx, frame->bx, frame->cx,
			frame->ip);
	return true;
}

static bool page_fault(struct lguest *lg, struct trip_frame *frame)
{
	struct lg_regs *r = lg->regs;

	r->trap = X86_TRAP_PF;
	r->error = frame->error;
	r->eip = frame->ip;
	r->cs = frame->cs;
	r->eflags = frame->flags;
	r->esp = frame->sp;
	r->ss = frame->ss;
	if (!guest_page_fault_cheap(lg, frame->state->cr2) || lg->retreat)
		return false;
	tame_registers(r);
	frame->ip = r->eip;
	frame->cs = r->cs;
	frame->flags = r->eflags;
	frame->sp = r->esp;
	frame->ss = r->ss;
	return true;
}

unsigned long cheap_exit(struct trip_frame *frame)
{
	struct lg_state *state = frame->state;
	struct lguest *lg = state->guest;
	bool done;

	state->cr2 = native_read_cr2();
	lg->retreat = false;
	lg->cheap = true;
	if (frame->trap == X86_TRAP_PF)
		done = page_fault(lg, frame);
	else
		done = hypercall(lg, frame);
	lg->cheap = false;
	return !done;
}
