// SPDX-License-Identifier: GPL-2.0
/*
 * Host 130: Traps
 *
 * What does a trap mean, and is it the guest's? If so, the guest gets it as its
 * CPU would deliver it: with a gate from its IDT, a stack from its TSS if it
 * comes from ring 3, and a frame pushed with the guest kernel's rights. Two
 * things differ from hardware, so that an unpatched kernel notices nothing: a
 * saved kernel cs has RPL 0, and the IF of saved flags is the virtual one. What
 * cannot be delivered would have been a double or triple fault: the guest dies,
 * and the reason says where.
 */
#include <linux/version.h>
#include <asm/cpu.h>
#include <asm/processor-flags.h>
#include <asm/trapnr.h>
#include "lg.h"

/* Since then the kernel lets KVM alone ask what it does with split locks. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 18, 0)
#define host_split_lock(ip) handle_guest_split_lock(ip)
#else
#define host_split_lock(ip) false
#endif

#define GATE_PRESENT	0x8000
#define GATE_INTERRUPT	0xe
#define GATE_TRAP	0xf

/* Flags the guest may set; the others are the host's. */
#define GUEST_FLAGS	(X86_EFLAGS_CF | X86_EFLAGS_PF | X86_EFLAGS_AF | \
			 X86_EFLAGS_ZF | X86_EFLAGS_SF | X86_EFLAGS_TF | \
			 X86_EFLAGS_DF | X86_EFLAGS_OF | X86_EFLAGS_NT | \
			 X86_EFLAGS_RF | X86_EFLAGS_AC | X86_EFLAGS_ID)

u32 guest_irq_flag(struct lguest *lg)
{
	u32 flag = 0;

	if (lg->has_data)
		guest_read_word(lg, lg->data + offsetof(struct lguest_data,
							irq_enabled), &flag);
	return flag & LGUEST_IF;
}

void guest_set_irq_flag(struct lguest *lg, u32 flag)
{
	if (lg->has_data)
		guest_write_word(lg, lg->data + offsetof(struct lguest_data,
							 irq_enabled), flag);
}

static bool in_iret_stub(const struct lguest *lg)
{
	return !guest_in_user(lg) && lg->regs->eip >= lg->noirq_start &&
	       lg->regs->eip < lg->noirq_end;
}

static bool read_gate(struct lguest *lg, u32 vector, u32 *low, u32 *high)
{
	u32 gate[2];

	if (lg->gates)
		memcpy(gate, &lg->gates[vector], sizeof(gate));
	else if (vector * 8 + 7 > lg->idt_limit ||
		 !guest_read_virt(lg, lg->idt_base + vector * 8, gate,
				  sizeof(gate)))
		return false;
	*low = gate[0];
	*high = gate[1];
	return *high & GATE_PRESENT;
}

/* The stack for a trap from ring 3, from the guest's TSS. */
static bool switch_stack(struct lguest *lg)
{
	if (!lg->tss_base && !lg->stack_announced)
		return false;
	guest_reload_stack(lg);
	lg->regs->esp = lg->esp1;
	lg->regs->ss = lg->ss1;
	return true;
}

static bool push_frame(struct lguest *lg, u32 flags, bool has_error, u32 error)
{
	struct lg_regs *r = lg->regs;
	bool user = guest_in_user(lg);
	u32 frame[] = {
		error, r->eip, user ? r->cs : r->cs & ~SELECTOR_RPL, flags,
		r->esp, r->ss
	};
	u32 first = has_error ? 0 : 1, words = (user ? 6 : 4) - first;

	if (user && !switch_stack(lg))
		return false;
	r->esp -= words * sizeof(*frame);
	return guest_write_virt(lg, r->esp, frame + first,
				words * sizeof(*frame));
}

/*
 * Host 140+: Giving a trap to the guest
 *
 * What a CPU does in microcode, in C: find the gate, choose the stack, push a
 * frame, turn interrupts off. Every step reads or writes memory that the guest
 * may have made impossible. On a real machine the third mistake in a row is a
 * reset with no explanation; here it ends the guest with one.
 */
void guest_inject(struct lguest *lg, u32 vector, bool has_error, u32 error)
{
	struct lg_regs *r = lg->regs;
	u32 low, high, type, flags;

	if (!read_gate(lg, vector, &low, &high)) {
		guest_kill(lg, "triple fault: trap %u (error %#x, cr2 %#x) at %#x has no handler",
			   vector, error, lg->cr2, r->eip);
		return;
	}
	type = high >> 8 & 0x1f;
	if (type != GATE_INTERRUPT && type != GATE_TRAP) {
		guest_kill(lg, "trap %u at %#x has a gate of type %u, which cannot be served",
			   vector, r->eip, type);
		return;
	}
	/* An iret that faults: the kernel expects interrupts to be off. */
	if (in_iret_stub(lg))
		guest_set_irq_flag(lg, 0);
	flags = (r->eflags & GUEST_FLAGS) | X86_EFLAGS_FIXED |
		guest_irq_flag(lg);
	if (!push_frame(lg, flags, has_error, error)) {
		guest_kill(lg, "double fault: trap %u (cr2 %#x) at %#x finds no stack at %#x",
			   vector, lg->cr2, r->eip, r->esp);
		return;
	}
	r->cs = (low >> 16 & 0xfffc) | 1;
	r->eip = (high & 0xffff0000) | (low & 0xffff);
	r->eflags &= ~(X86_EFLAGS_TF | X86_EFLAGS_NT | X86_EFLAGS_RF |
		       X86_EFLAGS_VM);
	if (type == GATE_INTERRUPT)
		guest_set_irq_flag(lg, 0);
}

/*
 * Does what an iret of the guest kernel at its present stack would do.  Back
 * to the kernel it keeps ring 1; a frame that leads elsewhere than ring 1 or 3
 * does not exist.  In the stub's place a fault is reported at the iret that
 * ends the stub, where the kernel's exception table expects it.
 */
void guest_iret(struct lguest *lg, bool in_stub)
{
	struct lg_regs *r = lg->regs;
	u32 frame[5], trap, bad;
	bool user;

	if (in_stub && lg->noirq_end)
		r->eip = lg->noirq_end - 1;
	if (!guest_read_virt(lg, r->esp, frame, 12)) {
		guest_kill(lg, "iret at %#x: stack %#x is not mapped", r->eip,
			   r->esp);
		return;
	}
	if (frame[2] & X86_EFLAGS_VM) {
		guest_kill(lg, "vm86 mode, which cannot be served, at %#x",
			   r->eip);
		return;
	}
	user = (frame[1] & SELECTOR_RPL) == 3;
	if (user && !guest_read_virt(lg, r->esp + 12, &frame[3], 8)) {
		guest_kill(lg, "iret at %#x: stack %#x is not mapped", r->eip,
			   r->esp);
		return;
	}
	bad = frame[1];
	trap = segment_check_code(lg, bad, user ? 3 : 1);
	if (!trap && user) {
		bad = frame[4];
		trap = (bad & SELECTOR_RPL) == 3 ?
			segment_check_stack(lg, bad, 3) : X86_TRAP_GP;
	}
	if (trap) {
		guest_inject(lg, trap, true, bad & 0xfffc);
		return;
	}
	lg_count(lg, IRET);
	r->esp += 12;
	if (user) {
		r->esp = frame[3];
		r->ss = frame[4] & 0xffff;
	}
	r->eip = frame[0];
	r->cs = (frame[1] & 0xfffc) | (user ? 3 : 1);
	r->eflags = (frame[2] & GUEST_FLAGS) | X86_EFLAGS_FIXED;
	guest_set_irq_flag(lg, frame[2] & LGUEST_IF);
}

/* Gives the guest a page fault it has to handle itself. */
void guest_page_fault(struct lguest *lg, u32 va, u32 error)
{
	lg->cr2 = va;
	if (lg->has_data)
		guest_write_word(lg, lg->data + offsetof(struct lguest_data,
							 cr2), va);
	guest_inject(lg, X86_TRAP_PF, true, error);
}

/*
 * Host 150+: Whose fault is it?
 *
 * A page fault: fill the shadow if the guest's tables allow the access, else
 * it is the guest's.  Whether it was a user access is for the error code to
 * say: the CPU pushes a direct trap's frame with ring-1 rights while cs is
 * still the user's.
 */
static void page_fault(struct lguest *lg, u32 va, u32 error)
{
	u32 access = error & (ACCESS_WRITE | ACCESS_USER);
	struct guest_walk walk;

	if (guest_walk(lg, va, access, &walk)) {
		if (va >= GUEST_TOP) {
			guest_kill(lg, "address %#x, which is the host's, is in use at %#x",
				   va, lg->regs->eip);
			return;
		}
		if (access & ACCESS_USER)
			lg_count(lg, FILL_USER);
		else
			lg_count(lg, FILL_KERNEL);
		shadow_fill(lg, va, &walk);
		return;
	}
	if (!(access & ACCESS_USER) && guest_in_user(lg)) {
		guest_kill(lg, "double fault: a trap at %#x finds no stack at %#x",
			   lg->regs->eip, va);
		return;
	}
	if (access & ACCESS_USER)
		lg_count(lg, FAULT_USER);
	else
		lg_count(lg, FAULT_KERNEL);
	guest_page_fault(lg, va, access | walk.present);
}

/*
 * An access that begins below 4 GiB and ends above is one past the limit of its
 * segment.  A CPU in long mode may go on to the next page, which is not 0 then.
 */
static bool beyond_top(struct lguest *lg, unsigned long va)
{
	if (va <= U32_MAX)
		return false;
	lg_count(lg, EXCEPTION);
	guest_inject(lg, X86_TRAP_GP, true, 0);
	return true;
}

/*
 * INT n from where n's gate is the host's: allowed if the guest's gate is.  The
 * code says which n: the error is n * 8 + 2, but qemu has n * 16 + 2 on x86_64.
 */
static bool software_interrupt(struct lguest *lg, u32 *error)
{
	u32 vector, low, high, dpl, cpl = guest_in_user(lg) ? 3 : 0;
	u8 code[2];

	if (!guest_read_virt(lg, segment_base(lg, lg->regs->cs) + lg->regs->eip,
			     code, sizeof(code)) || code[0] != 0xcd)
		return false;
	vector = code[1];
	*error = vector << 3 | 2;
	if (vector == LGUEST_TRAP_ENTRY || !read_gate(lg, vector, &low, &high))
		return false;
	dpl = high >> 13 & 3;
	if (dpl < cpl)
		return false;
	guest_advance(lg, 2);
	guest_inject(lg, vector, false, 0);
	return true;
}

/* #GP, #NP, #SS, #TS: a segment, something to emulate, or the guest's. */
static void protection_fault(struct lguest *lg, u32 trap, u32 error)
{
	if (trap == X86_TRAP_GP && (error & 2)) {
		if (software_interrupt(lg, &error))
			return;
	} else if (error && segment_is_tls(error)) {
		lg_count(lg, TLS);
		segment_resync(lg, error & 0xfff8);
		if (guest_emulate(lg))
			return;
		/* Our slot is absent; what is wrong with the guest's? */
		trap = segment_check_data(lg, error) ?: trap;
	} else if (error && segment_resync(lg, error)) {
		return;
	} else if (guest_emulate(lg)) {
		return;
	}
	lg_count(lg, EXCEPTION);
	guest_inject(lg, trap, true, error);
}

/*
 * The switcher could not load the guest's state.  A data segment that cannot
 * be loaded is nulled, as the CPU does it on the way to a less privileged
 * ring; a bad cs or ss leaves nothing to run.
 */
static void entry_failed(struct lguest *lg, u32 trap, u32 error)
{
	struct lg_regs *r = lg->regs;
	u32 selector = error & 0xfffc, *segments[4] = {
		&r->gs, &r->fs, &r->es, &r->ds
	};
	u32 i, found = 0;

	if ((r->cs & 0xfffc) != selector && (r->ss & 0xfffc) != selector)
		for (i = 0; i < 4 && selector; i++)
			if ((*segments[i] & 0xfffc) == selector) {
				*segments[i] = 0;
				found++;
			}
	if (!found)
		guest_kill(lg, "trap %u (error %#x) while loading cs %#x ss %#x eip %#x",
			   trap, error, r->cs, r->ss, r->eip);
}

/*
 * INT n, INT3 and INTO from ring 3 through a gate that is open to ring 3 with
 * us: the guest's own may not be.
 */
static void software_trap(struct lguest *lg, u32 vector)
{
	u32 low, high, base = segment_base(lg, lg->regs->cs);
	u8 code = 0;

	if (guest_in_user(lg) && read_gate(lg, vector, &low, &high) &&
	    (high >> 13 & 3) < 3) {
		guest_read_virt(lg, base + lg->regs->eip - 1, &code, 1);
		lg->regs->eip -= code == 0xcc || code == 0xce ? 1 : 2;
		lg->regs->eflags |= X86_EFLAGS_RF;
		guest_inject(lg, X86_TRAP_GP, true, vector << 3 | 2);
		return;
	}
	guest_inject(lg, vector, false, 0);
}

/*
 * A check that the guest asked for; CR0.AM is the host's and always on. Else it is
 * the host's, of locks that split a cache line, which slow the whole machine down:
 * what it does with programs is done with the launcher. SDM volume 3, 9.1.2.3.
 */
static void alignment_check(struct lguest *lg)
{
	if (guest_in_user(lg) && (lg->cr0 & X86_CR0_AM) &&
	    (lg->regs->eflags & X86_EFLAGS_AC)) {
		lg_count(lg, EXCEPTION);
		guest_inject(lg, X86_TRAP_AC, true, 0);
		return;
	}
	if (!host_split_lock(lg->regs->eip))
		guest_kill(lg, "a locked access across two cache lines at %#x, which this host forbids (split_lock_detect=warn would let it pass)",
			   lg->regs->eip);
}

static void other_trap(struct lguest *lg, u32 trap, u32 error)
{
	switch (trap) {
	case X86_TRAP_DF:
		guest_kill(lg, "double fault at %#x", lg->regs->eip);
		return;
	case X86_TRAP_AC:
		alignment_check(lg);
		return;
	case X86_TRAP_BP:
	case X86_TRAP_OF:
		lg_count(lg, EXCEPTION);
		software_trap(lg, trap);
		return;
	case X86_TRAP_DE:
	case X86_TRAP_DB:
	case X86_TRAP_BR:
	case X86_TRAP_NM:
	case X86_TRAP_MF:
	case X86_TRAP_XF:
		lg_count(lg, EXCEPTION);
		guest_inject(lg, trap, false, 0);
		return;
	default:
		guest_kill(lg, "trap %u (error %#x) at %#x, which no guest causes",
			   trap, error, lg->regs->eip);
	}
}

/*
 * A page fault, dealt with where the guest runs, see x86_64/cheap.c.  false, or
 * lg->retreat afterwards: that does not do, and nothing has happened.
 */
bool guest_page_fault_cheap(struct lguest *lg, unsigned long va)
{
	if (va >= GUEST_TOP)
		return false;
	page_fault(lg, va, lg->regs->error);
	if (lg->retreat)
		return false;
	lg_count(lg, EXITS);
	state_note_exit(lg, va);
	return true;
}

/* What the last trip into the guest ended with; fault_address is its cr2. */
void guest_trap(struct lguest *lg, unsigned long fault_address)
{
	u32 trap = lg->regs->trap, error = lg->regs->error;

	if (trap == AGAIN) {
		lg_count(lg, HOST_IRQ);
		return;
	}
	state_note_exit(lg, fault_address);
	lg_count(lg, EXITS);

	if (trap & ABORTED_VM86) {
		guest_kill(lg, "vm86 mode, which cannot be served");
		return;
	}
	if (trap & ABORTED) {
		trap &= 0xff;
		if (trap != X86_TRAP_NMI && trap != X86_TRAP_MC)
			entry_failed(lg, trap, error);
		return;
	}
	switch (trap) {
	case X86_TRAP_PF:
		if (!beyond_top(lg, fault_address))
			page_fault(lg, fault_address, error);
		break;
	case X86_TRAP_GP:
	case X86_TRAP_NP:
	case X86_TRAP_SS:
	case X86_TRAP_TS:
		protection_fault(lg, trap, error);
		break;
	case X86_TRAP_UD:
		if (guest_emulate_prefixed(lg))
			break;
		lg_count(lg, EXCEPTION);
		guest_inject(lg, trap, false, 0);
		break;
	case LGUEST_TRAP_ENTRY:
		lg_count(lg, HYPERCALL);
		state_note_call(lg, lg->regs->eax, lg->regs->edx,
				lg->regs->ebx, lg->regs->ecx, lg->regs->eip);
		guest_hypercall(lg);
		break;
	case 0x80:
		lg_count(lg, SYSCALL);
		software_trap(lg, trap);
		break;
	case X86_TRAP_NMI:
	case X86_TRAP_MC:
		lg_count(lg, HOST_IRQ);
		break;
	default:
		if (trap >= 32)
			lg_count(lg, HOST_IRQ);
		else
			other_trap(lg, trap, error);
	}
}
