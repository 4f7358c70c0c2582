// SPDX-License-Identifier: GPL-2.0
/*
 * What C can do of a trip into a guest and back on an x86_64 host, with
 * interrupts off. Before the entry it closes the doors that would lead straight
 * to ring 0, and puts the launcher's segment registers, their bases and its
 * debug registers aside; afterwards it puts them back.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ptrace.h>
#include <asm/cpufeature.h>
#include <asm/debugreg.h>
#include <asm/desc.h>
#include <asm/fsgsbase.h>
#include <asm/mce.h>
#include <asm/msr.h>
#include <asm/processor-flags.h>
#include <asm/segment.h>
#include <asm/special_insns.h>
#include <asm/trapnr.h>
#include "../lg.h"
#include "trip.h"

#define CR3_KEEP_TLB	BIT_ULL(63)

/*
 * What a guest runs with of the host's CR4.  The form of the host's half of the
 * tables, what the TLB knows of it, and what floating point needs: PSE, PAE,
 * LA57, PGE, PCIDE, OSFXSR, OSXMMEXCPT.  MCE, since a machine check with it off is
 * a reset, and VMXE, which cannot be turned off under KVM's feet.  FSGSBASE, for
 * 64-bit code alone: the host's that runs on these tables.  Nothing else: ring 1
 * is supervisor and uses user pages (SMEP, SMAP) in the lower half (LASS), by
 * jumps that say nothing of it (CET); counters (PCE) and extended state (OSXSAVE,
 * PKE) are not the guest's; and whatever comes after is not known to be harmless.
 */
#define CR4_WITH_GUEST	(X86_CR4_PSE | X86_CR4_PAE | X86_CR4_LA57 | \
			 X86_CR4_PGE | X86_CR4_PCIDE | X86_CR4_OSFXSR | \
			 X86_CR4_OSXMMEXCPT | X86_CR4_MCE | X86_CR4_VMXE | \
			 X86_CR4_FSGSBASE)

/* The launcher's segment registers, which may be those of a 32-bit program. */
struct launcher_segments {
	u16 ds, es, fs, gs;
	unsigned long fs_base, gs_base;
	bool fsgsbase;
};

static unsigned long msr_get(u32 msr)
{
	u32 low, high;

	asm volatile("rdmsr" : "=a" (low), "=d" (high) : "c" (msr));
	return (u64)high << 32 | low;
}

static void msr_set(u32 msr, u64 value)
{
	asm volatile("wrmsr" : : "c" (msr), "a" ((u32)value),
		     "d" ((u32)(value >> 32)) : "memory");
}

/* SYSCALL is off while a guest runs; can it be turned off? */
int trip_check_cpu(void)
{
	unsigned long flags;
	u64 efer, tried;

	local_irq_save(flags);
	efer = msr_get(MSR_EFER);
	msr_set(MSR_EFER, efer & ~EFER_SCE);
	tried = msr_get(MSR_EFER);
	msr_set(MSR_EFER, efer);
	local_irq_restore(flags);
	if (!(tried & EFER_SCE))
		return 0;
	pr_err("CPU %d keeps SYSCALL on (EFER.SCE), by which a guest gets to ring 0: use another hypervisor, or none\n",
	       raw_smp_processor_id());
	return -ENODEV;
}

/* The launcher's gs base waits behind swapgs while the kernel runs. */
static void segments_save(struct launcher_segments *s, u64 cr4)
{
	savesegment(ds, s->ds);
	savesegment(es, s->es);
	savesegment(fs, s->fs);
	savesegment(gs, s->gs);
	s->fsgsbase = cr4 & X86_CR4_FSGSBASE;
	if (s->fsgsbase) {
		s->fs_base = rdfsbase();
		asm volatile("swapgs; rdgsbase %0; swapgs"
			     : "=r" (s->gs_base) : : "memory");
	} else {
		s->fs_base = msr_get(MSR_FS_BASE);
		s->gs_base = msr_get(MSR_KERNEL_GS_BASE);
	}
}

/* A selector that is gone from the launcher's LDT becomes 0. */
static void segments_restore(const struct launcher_segments *s)
{
	loadsegment(ds, s->ds);
	loadsegment(es, s->es);
	loadsegment(fs, s->fs);
	load_gs_index(s->gs);
	if (s->fsgsbase) {
		wrfsbase(s->fs_base);
		asm volatile("swapgs; wrgsbase %0; swapgs"
			     : : "r" (s->gs_base) : "memory");
	} else {
		msr_set(MSR_FS_BASE, s->fs_base);
		msr_set(MSR_KERNEL_GS_BASE, s->gs_base);
	}
}

/*
 * Switcher 160+: What the x86_64 host looks like today
 *
 * The guest's root has PCID 0, which the host does not use, and each entry
 * flushes that; the way back keeps what the TLB has of the host.
 */
static void state_save_host(struct lg_state *state, u64 cr4)
{
	state->host_cr3 = __native_read_cr3();
	if (cr4 & X86_CR4_PCIDE)
		state->host_cr3 |= CR3_KEEP_TLB;
	state->host_cr4 = cr4;
	state->guest_cr4 = cr4 & CR4_WITH_GUEST;
	store_idt(&state->host_idt.ptr);
	native_store_gdt(&state->host_gdt.ptr);
	asm("str %0" : "=m" (state->host_tr));
	asm("sldt %0" : "=m" (state->host_ldt));
	state->host_gs_base = cr4 & X86_CR4_FSGSBASE ? rdgsbase() :
						       msr_get(MSR_GS_BASE);
	state->abort = 0;
	state->events = 0;
}

/* Machine checks: as if user space had been running, as it is for KVM's guests. */
static void host_machine_check(void)
{
	struct pt_regs regs = {
		.cs = __USER_CS,
		.flags = X86_EFLAGS_IF,
	};

	do_machine_check(&regs);
}

/* May come back on another CPU. */
static void host_interrupt(u32 vector)
{
	struct desc_ptr idt;

	store_idt(&idt);
	switcher_host_irq(gate_offset((gate_desc *)idt.address + vector));
}

/*
 * Switcher 170: Around it on x86_64
 *
 * SYSENTER would lead to ring 0, and on an AMD CPU SYSCALL, both with the
 * guest's stack: the first goes without a code segment, the other with
 * EFER.SCE. CR2 is read before anything here can fault. An interrupt of the
 * host's is handled last, since its way back may schedule.
 *
 * Now you have seen all of it. What can you do with it? `make Mastery`.
 */
void switcher_run(struct lguest *lg, unsigned long *fault_address)
{
	bool no_fpu = lg->cr0 & (X86_CR0_TS | X86_CR0_EM);
	struct lg_state *state = switcher_prepare(lg);
	u64 cr4 = native_read_cr4();
	struct launcher_segments segments;
	struct debug_host debug;
	u32 trap;

	if (!(lg->regs->ss & ~SELECTOR_RPL)) {
		/* A CPU says this of a null ss; qemu's in long mode takes it. */
		*fault_address = 0;
		lg->regs->trap = ABORTED | X86_TRAP_GP;
		lg->regs->error = 0;
		return;
	}
	state_save_host(state, cr4);
	state->guest_cr4 |= lg->cr4 & X86_CR4_TSD;
	state->guest_dr7 = debug_enter(lg, &debug);
	segments_save(&segments, cr4);
	fpu_load(lg);
	if (no_fpu)
		native_write_cr0(native_read_cr0() | X86_CR0_TS);
	state->host_efer = msr_get(MSR_EFER);
	msr_set(MSR_EFER, state->host_efer & ~EFER_SCE);
	msr_set(MSR_IA32_SYSENTER_CS, 0);
	switcher_enter(state);
	*fault_address = state->cheap && lg->regs->trap == X86_TRAP_PF ?
		state->cr2 : native_read_cr2();
	msr_set(MSR_IA32_SYSENTER_CS, __KERNEL_CS);
	msr_set(MSR_EFER, state->host_efer);
	if (no_fpu)
		native_write_cr0(native_read_cr0() & ~X86_CR0_TS);
	segments_restore(&segments);
	fpu_save(lg);
	if (state->abort) {
		lg->regs->trap = state->abort;
		lg->regs->error = state->abort_error;
	}
	debug_leave(lg, &debug, state->guest_dr7);
	if (lg->regs->eflags & X86_EFLAGS_VM)
		lg->regs->trap |= ABORTED_VM86;
	if (state->events & EVENT_MC)
		host_machine_check();
	trap = lg->regs->trap & ~ABORTED_VM86;
	if (trap >= 32 && trap <= 0xff && trap != 0x80)
		host_interrupt(trap);
}
