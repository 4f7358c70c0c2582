/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Switcher 120: The same on x86_64
 *
 * An x86_64 kernel can run a guest, too: 32-bit code is a mode of its CPU, and
 * rings 1 and 2 are still there, unused. Much is simpler than above. The host
 * lives beyond 4 GiB, where 32-bit code has no words for an address, so nothing
 * has to be squeezed into a corner of the guest's space: its tables simply have
 * the host's upper half, and the switcher, its stack and its state are there
 * whichever CR3 is loaded. Some is not: gates lead to 64-bit code only, the
 * stack of an NMI comes from the TSS and not from where we are, and the base of
 * gs, by which a kernel finds its CPU's variables, is a register without a
 * copy.
 *
 * switcher_enter() runs with interrupts off; every trap of the guest comes
 * through one of 256 stubs and returns to its caller. Nothing that a guest left
 * in a register is trusted.
 *
 * Invariants:
 * - The IDT and the TSS in force fit together: ours with ours, the host's with
 *   either, for our TSS has the host's stacks for its NMI and so on in the same
 *   places.  So ltr comes before lidt on the way in and after it on the way out.
 * - The GDT in force has the cs in force.  The host's is never written: the
 *   "trans" GDT is a copy with our slots behind it.
 * - From lgdt to lgdt a GDT of ours is in force, all lie in the state page, so
 *   sgdt finds that from any stack.
 * - Between an NMI and the "int $2" that hands it to the host there is no iret:
 *   it would let the next one in, which must not come before the first was
 *   handled.
 */
#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/asm.h>
#include <asm/cpufeatures.h>
#include <asm/msr-index.h>
#include <asm/nospec-branch.h>
#include "../guesses.h"
#include "switcher.h"
#include "switcher_macros.h"

	.text
	.balign	STATE_SIZE
	.globl	switcher_start, switcher_end, switcher_enter, switcher_host_irq
switcher_start:

/* One stub for each vector; after it the stack is the same for all. */
	.set	vector, 0
	.rept	256
	.balign	SWITCHER_STUB_SIZE
	.byte	0xf3, 0x0f, 0x1e, 0xfa	/* endbr64: CR4.CET may be set still */
	.if	(vector != 8) && ((vector < 10) || (vector > 14)) && (vector != 17) && (vector != 21)
	pushq	$0
	.endif
	.byte	0x68			/* push, 32 bits whatever the value */
	.long	vector
	.if	(vector == 2) || (vector == 8) || (vector == 18)
	jmp.d32	ist_trap
	.elseif	vector == 0x80
	jmp.d32	syscall_trap
	.elseif	(vector == 14) || (vector == 0x1f)
	jmp.d32	cheap_trap
	.else
	jmp.d32	guest_trap
	.endif
	.set	vector, vector + 1
	.endr

/*
 * Switcher 130+: In and out on x86_64
 *
 * The stack is the host task's own, all the way. The TSS says that a trap of
 * the guest's pushes its frame right below what is pushed here, and the last of
 * that is where the state page is. Once ss is null (an inner iret must not look
 * it up), cs, TSS and IDT are ours, in that order. swapgs puts the host's base
 * of gs into a register that only ring 0 reaches. The rest is as on i386, but
 * that guest registers come from the host's memory and so before CR3.
 *
 * void switcher_enter(struct lg_state *state)
 */
switcher_enter:
	ANNOTATE_NOENDBR
	pushfq
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, %rbp
	andq	$-16, %rsp		/* as the CPU does before it pushes */
	pushq	%rbp
	pushq	%rdi
	movq	%rsp, STATE_HOST_RSP(%rdi)
	movq	%rsp, STATE_TSS + TSS_SP0(%rdi)
	lgdt	STATE_TRANS_GDT(%rdi)
	pushq	$SWITCHER_CS
	leaq	1f(%rip), %rax
	pushq	%rax
	lretq
1:	ANNOTATE_NOENDBR
	xorl	%eax, %eax
	movl	%eax, %ss
	movl	$GUEST_TSS_SEL, %eax
	ltr	%ax
	lidt	STATE_GUEST_IDT(%rdi)
entering:
	ANNOTATE_NOENDBR
	swapgs
	/* The GDT for loading segments: its TLS entries are present. */
	lgdt	STATE_LOAD_GDT(%rdi)
	lldt	STATE_GUEST_LDT(%rdi)
	movq	STATE_REGS(%rdi), %rsi
	mov	REGS_GS(%rsi), %gs
	mov	REGS_FS(%rsi), %fs
	mov	REGS_ES(%rsi), %es
	mov	REGS_DS(%rsi), %ds
	/* The GDT to run on: its TLS entries are absent, see segments.c. */
	lgdt	STATE_RUN_GDT(%rdi)
	movl	REGS_SS(%rsi), %eax
	pushq	%rax
	movl	REGS_ESP(%rsi), %eax
	pushq	%rax
	movl	REGS_EFLAGS(%rsi), %eax
	pushq	%rax
	movl	REGS_CS(%rsi), %eax
	pushq	%rax
	movl	REGS_EIP(%rsi), %eax
	pushq	%rax
	movl	REGS_EAX(%rsi), %eax
	pushq	%rax
	movl	REGS_EDI(%rsi), %eax
	pushq	%rax
	movl	REGS_EBX(%rsi), %ebx
	movl	REGS_ECX(%rsi), %ecx
	movl	REGS_EDX(%rsi), %edx
	movl	REGS_EBP(%rsi), %ebp
	movl	REGS_ESI(%rsi), %esi
	/* The guest cannot see these, but they may steer what is guessed. */
	xorl	%r8d, %r8d
	xorl	%r9d, %r9d
	xorl	%r10d, %r10d
	xorl	%r11d, %r11d
	xorl	%r12d, %r12d
	xorl	%r13d, %r13d
	xorl	%r14d, %r14d
	xorl	%r15d, %r15d
	movq	STATE_GUEST_CR3(%rdi), %rax
	movq	%rax, %cr3
	movq	STATE_GUEST_CR4(%rdi), %rax
	cmpq	STATE_HOST_CR4(%rdi), %rax
	je	1f
	movq	%rax, %cr4
1:	movq	STATE_IRET_STACK(%rdi), %rax
	testq	%rax, %rax
	jnz	other_stack
on_stack:
	ANNOTATE_NOENDBR
	movq	STATE_GUEST_DR7(%rdi), %rax
	testq	%rax, %rax
	jz	1f
	movq	%rax, %dr7
1:	popq	%rdi
	popq	%rax
	CLEAR_BUFFERS verw_selector(%rip)
	iretq
/* What was pushed moves to a page that only guests have, see root.c. */
other_stack:
	.irp	offset, 0, 8, 16, 24, 32, 40, 48
	movq	\offset(%rsp), %r8
	movq	%r8, \offset - 56(%rax)
	.endr
	leaq	-56(%rax), %rsp
	xorl	%r8d, %r8d
	jmp	on_stack
entered:
	ANNOTATE_NOENDBR

/* Stack: vector, error, rip, cs, rflags, rsp, ss; from a guest then the state. */
guest_trap:
	testb	$3, 24(%rsp)
	jz	ring0_trap
from_guest:
	save_guest
	movq	FRAME_STATE(%rsp), %rdi
/* %rsp = the whole frame, %rdi = state, and the host's gs. */
guest_exit:
	testl	$EVENT_DEMOTED, STATE_EVENTS(%rdi)
	jnz	1f
	host_address_space
1:
	movq	STATE_REGS(%rdi), %rsi
	popq	%rbx
	movl	%ebx, REGS_EBX(%rsi)
	popq	%rbx
	movl	%ebx, REGS_ECX(%rsi)
	popq	%rbx
	movl	%ebx, REGS_EDX(%rsi)
	popq	%rbx
	movl	%ebx, REGS_EBP(%rsi)
	popq	%rbx
	movl	%ebx, REGS_ESI(%rsi)
	popq	%rbx
	movl	%ebx, REGS_EDI(%rsi)
	popq	%rbx
	movl	%ebx, REGS_EAX(%rsi)
	popq	%rbx
	movl	%ebx, REGS_TRAP(%rsi)
	popq	%rbx
	movl	%ebx, REGS_ERROR(%rsi)
	popq	%rbx
	movl	%ebx, REGS_EIP(%rsi)
	popq	%rbx
	movl	%ebx, REGS_CS(%rsi)
	popq	%rbx
	movl	%ebx, REGS_EFLAGS(%rsi)
	popq	%rbx
	movl	%ebx, REGS_ESP(%rsi)
	popq	%rbx
	movl	%ebx, REGS_SS(%rsi)
	movl	%gs, %ebx
	movl	%ebx, REGS_GS(%rsi)
	movl	%fs, %ebx
	movl	%ebx, REGS_FS(%rsi)
	movl	%es, %ebx
	movl	%ebx, REGS_ES(%rsi)
	movl	%ds, %ebx
	movl	%ebx, REGS_DS(%rsi)
	testl	$EVENT_DEMOTED, STATE_EVENTS(%rdi)
	jnz	left
/* %rdi = state; the host's CR3, CR4 and gs. */
leave:
	host_tables
	movq	STATE_HOST_RSP(%rdi), %rsp
	host_cs
	host_nmi
left:	movq	STATE_HOST_RSP(%rdi), %rsp
	movq	8(%rsp), %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	popfq
	RET

/*
 * Switcher 145+: A cheap exit
 *
 * Most exits need nothing of the host but its memory, which is in the guest's
 * tables all the time. Then no table, no TSS and no CR3 has to change: C is
 * called on the task's stack as it is, and if it says 0 the guest goes on. That C
 * is ordinary code of the module, see `cheap_exit()`, and everything in the host
 * that stops ordinary code may stop it: a kprobe, the tracer, a warning. It may
 * then not be left in this world, see below.
 */
cheap_trap:
	testb	$3, 24(%rsp)
	jz	ring0_trap
	testl	$FLAGS_VM, 32(%rsp)
	jnz	from_guest
	save_guest
	movq	FRAME_STATE(%rsp), %rdi
	cmpl	$0, STATE_CHEAP(%rdi)
	je	guest_exit
	movq	%rsp, %rdi
	call	cheap_exit
	movq	FRAME_STATE(%rsp), %rdi
	testl	%eax, %eax
	jnz	guest_exit
cheap_check:
	ANNOTATE_NOENDBR
	cmpl	$0, STATE_EVENTS(%rdi)
	jne	cheap_out
	popq	%rbx
	popq	%rcx
	popq	%rdx
	popq	%rbp
	popq	%rsi
	popq	%rdi
	popq	%rax
	swapgs
cheap_swapped:
	ANNOTATE_NOENDBR
	addq	$16, %rsp
	CLEAR_BUFFERS verw_selector(%rip)
	iretq
cheap_end:
	ANNOTATE_NOENDBR
cheap_out:
	movq	$AGAIN, FRAME_TRAP(%rsp)
	jmp	guest_exit

/*
 * That iretq faulted: the guest's registers are in the CPU but for rax and rdi,
 * which are pushed, and r8 to r15 are nobody's.
 */
cheap_bad:
	movl	16(%rsp), %r8d
	orl	$ABORTED, %r8d
	movl	24(%rsp), %r9d
	movq	%rdi, %r10
	popq	%rdi
	popq	%rax
	movq	STATE_HOST_RSP(%r10), %rsp
	subq	$40, %rsp
	pushq	%r9
	pushq	%r8
	save_guest
	movq	FRAME_STATE(%rsp), %rdi
	jmp	guest_exit

/*
 * An event between the look at the notes and the iretq, which would let the next
 * one in: the frame is whole still, go the long way.
 */
cheap_rewind:
	rip_within cheap_check, cheap_swapped, 32
	jb	1f
	swapgs
1:	movq	STATE_HOST_RSP(%rdi), %rsp
	subq	$FRAME_STATE, %rsp
	jmp	cheap_out

/*
 * Switcher 146+: Demotion
 *
 * The C of a cheap exit trapped: by an int3 of a kprobe, the ud2 of a WARN, an
 * access that has a fixup. All of these are the host's to handle, and its
 * handlers may do anything; they must find the host's world. So all of it is
 * loaded here, below the C, and the same trap is raised again by the host's own
 * gate with the frame as it is. A page fault is just tried again: perhaps it was
 * only our root that lacked an entry. The C goes on in the host's world and does
 * not notice, as it uses no address of the guest's; the exit then takes the long
 * way, half of which is done. Whoever dies there leaves nothing of ours behind.
 *
 * On the stack of the trap, which may be the host's for double faults: rdi, rax,
 * vector, error, rip, cs, rflags, rsp, ss.
 */
demote:
	pushq	%rcx
	pushq	%rdx
	host_address_space
	host_tables
	host_cs
	movl	$MSR_EFER, %ecx
	movl	STATE_HOST_EFER(%rdi), %eax
	movl	STATE_HOST_EFER + 4(%rdi), %edx
	wrmsr
	movl	$MSR_IA32_SYSENTER_CS, %ecx
	movl	$HOST_CS, %eax
	xorl	%edx, %edx
	wrmsr
	clts
	host_nmi
	orl	$EVENT_DEMOTED, STATE_EVENTS(%rdi)
	movq	$HOST_CS, 56(%rsp)
	movq	$HOST_DS, 80(%rsp)
	movl	32(%rsp), %eax
	cmpl	$14, %eax
	je	1f
	/* The host's gate: its address in three pieces. */
	movl	%eax, %ecx
	shll	$4, %eax
	addq	STATE_HOST_IDT + 2(%rdi), %rax
	movl	8(%rax), %edx
	shlq	$32, %rdx
	movzwl	6(%rax), %edi
	shll	$16, %edi
	orq	%rdi, %rdx
	movzwl	(%rax), %edi
	orq	%rdi, %rdx
	/* It takes the place of the error code, or of the vector below one. */
	movl	$0x227d00, %eax
	btl	%ecx, %eax
	jc	2f
	movq	%rdx, 40(%rsp)
	popq	%rdx
	popq	%rcx
	popq	%rdi
	popq	%rax
	addq	$8, %rsp
	ANNOTATE_UNRET_SAFE
	ret
	int3
2:	movq	%rdx, 32(%rsp)
	popq	%rdx
	popq	%rcx
	popq	%rdi
	popq	%rax
	ANNOTATE_UNRET_SAFE
	ret
	int3
1:	popq	%rdx
	popq	%rcx
	popq	%rdi
	popq	%rax
	addq	$16, %rsp
	iretq

/*
 * Switcher 135+: A system call
 *
 * On i386 the guest's int 0x80 goes through a gate to its own kernel, and the
 * host sees nothing of it. Here it comes to us, and we do what that gate did:
 * push five words on the stack of ring 1, and go to the entry. Only the
 * simplest case is done here; for another, a missing page of the stack for
 * instance, the call becomes an exit. Until the iretq nothing is lost that this
 * needs. The flags are looked at, for qemu's iret lets any ring have IOPL, IF
 * and VM.
 *
 * Stack, from the state down: ss, rsp, rflags, cs, rip, error, vector.
 */
syscall_trap:
	pushq	%rax
	pushq	%rdi
	movq	72(%rsp), %rdi
	movl	40(%rsp), %eax
	andl	$3, %eax
	cmpl	$3, %eax
	jne	no_reflection
	cmpl	$0, STATE_SYSCALL_ENTRY(%rdi)
	je	no_reflection
	testl	$FLAGS_VM, 48(%rsp)
	jnz	no_reflection
reflecting:
	ANNOTATE_NOENDBR
	/* A note of the lines above: no iret before the host had it. */
	cmpl	$0, STATE_EVENTS(%rdi)
	jne	no_reflection
	pushq	%rbx
rbx_pushed:
	ANNOTATE_NOENDBR
	movl	STATE_ESP1(%rdi), %eax
	subl	$20, %eax
	/* Addresses of 32 bits: these cannot leave the guest's half. */
	.irp	word, 0, 1, 2, 3, 4
	movl	40 + 8 * \word(%rsp), %ebx
	movl	%ebx, 4 * \word(%eax)
	.endr
	movl	STATE_SS1(%rdi), %ebx
	pushq	%rbx
	pushq	%rax
	movl	72(%rsp), %ebx
	andl	$~(FLAGS_TF | FLAGS_IOPL | FLAGS_NT | FLAGS_RF), %ebx
	orl	$FLAGS_IF, %ebx
	pushq	%rbx
	pushq	$GUEST_KERNEL_CS + 1
	movl	STATE_SYSCALL_ENTRY(%rdi), %ebx
	pushq	%rbx
	movq	40(%rsp), %rbx
	movq	48(%rsp), %rdi
	movq	56(%rsp), %rax
	CLEAR_BUFFERS verw_selector(%rip)
	iretq
reflected:
	ANNOTATE_NOENDBR

no_reflection:
	popq	%rdi
	popq	%rax
	jmp	guest_trap

/* %rdi = state, %rax = how far it had come. */
give_up_reflection:
	cmpq	$(rbx_pushed - reflecting), %rax
	movq	STATE_HOST_RSP(%rdi), %rsp
	jb	1f
	movq	-80(%rsp), %rbx
1:	movq	-64(%rsp), %rax
	movq	-72(%rsp), %rdi
	leaq	-56(%rsp), %rsp
	jmp	from_guest

/*
 * Loading the guest's state faulted: say which fault, go back to the host.  Of
 * the guest nothing has changed.  Whose gs base is in force cannot be told.
 *
 * Or it is the guest, with some value in cs: a CPU has no vm86 mode here, but
 * the one of qemu enters it by an iret.
 */
ring0_trap:
	testl	$FLAGS_VM, 32(%rsp)
	jnz	from_guest
	pushq	%rax
	pushq	%rdi
	find_state
	cmpb	$1, 16(%rsp)
	je	resume
	rip_within switcher_start, switcher_end, 32
	jae	demote
	rip_within reflecting, reflected, 32
	jb	give_up_reflection
	rip_within cheap_swapped, cheap_end, 32
	jb	cheap_bad
give_up:
	movl	16(%rsp), %ecx
	orl	$ABORTED, %ecx
	movl	%ecx, STATE_ABORT(%rdi)
	movl	24(%rsp), %ecx
	movl	%ecx, STATE_ABORT_ERR(%rdi)
	/* The stack may be one that is not in the host's tables. */
	movq	STATE_HOST_RSP(%rdi), %rsp
	xorl	%eax, %eax
	movq	%rax, %dr7
	movq	STATE_HOST_CR4(%rdi), %rax
	movq	%rax, %cr4
	movq	STATE_HOST_CR3(%rdi), %rax
	movq	%rax, %cr3
	cld
	movl	$MSR_GS_BASE, %ecx
	movl	STATE_HOST_GS_BASE(%rdi), %eax
	movl	STATE_HOST_GS_BASE + 4(%rdi), %edx
	wrmsr
	jmp	leave

/*
 * Back to where an event found us in ring 0, with its frame above %rdi and
 * %rax. Without iretq: NMIs stay blocked if they are.  The way leads over the
 * stack of then, which has room below.  A debug trap comes here too: a load of
 * ss puts off a breakpoint that it met, and if an INT follows, it finds us.
 */
resume:
	movq	56(%rsp), %rdi
	movq	40(%rsp), %rax
	movq	%rax, -8(%rdi)
	movq	32(%rsp), %rax
	movq	%rax, -16(%rdi)
	movq	48(%rsp), %rax
	movq	%rax, -24(%rdi)
	movq	8(%rsp), %rax
	movq	%rax, -32(%rdi)
	movq	(%rsp), %rax
	movq	%rax, -40(%rdi)
	leaq	-40(%rdi), %rsp
	popq	%rdi
	popq	%rax
	popfq
	lretq

/*
 * Switcher 140+: Events on x86_64
 *
 * NMI, double fault and machine check come on stacks of their own.  From the
 * guest they are exits.  While entering, the entry is given up; the host
 * handles the event and enters again.  While leaving, and in the C of a cheap
 * exit, a note is left and the way goes on; the note is looked at when the host
 * is complete again, and no iretq leads to the guest before.
 */
ist_trap:
	testb	$3, 24(%rsp)
	jnz	2f
	testl	$FLAGS_VM, 32(%rsp)
	jz	1f
2:	save_guest
	find_state
	movl	FRAME_TRAP(%rsp), %eax
	jmp	note_and_exit
1:	pushq	%rax
	pushq	%rdi
	find_state
	movl	16(%rsp), %eax
	cmpl	$8, %eax
	je	double_fault
	cmpl	$2, %eax
	jne	2f
	orl	$EVENT_NMI, STATE_EVENTS(%rdi)
	jmp	3f
2:	orl	$EVENT_MC, STATE_EVENTS(%rdi)
3:	rip_within entering, entered, 32
	jb	give_up
	rip_within reflecting, reflected, 32
	jb	give_up_reflection
	rip_within cheap_check, cheap_end, 32
	jb	cheap_rewind
	jmp	resume

double_fault:
	rip_within switcher_start, switcher_end, 32
	jae	demote
	jmp	give_up

note_and_exit:
	cmpl	$2, %eax
	jne	1f
	orl	$EVENT_NMI, STATE_EVENTS(%rdi)
1:	cmpl	$18, %eax
	jne	guest_exit
	orl	$EVENT_MC, STATE_EVENTS(%rdi)
	jmp	guest_exit

	.balign	STATE_SIZE
switcher_end:
	ANNOTATE_NOENDBR

/* For VERW, which is quickest with a segment that can be written. */
	.pushsection .rodata, "a"
	.balign	2
verw_selector:
	.word	HOST_DS
	.popsection

/*
 * void switcher_host_irq(unsigned long handler): the host's own handler for a
 * vector, entered as by its CPU.  The frame says that interrupts were on: newer
 * kernels leave to the way back there what they need, as the timer's next shot.
 */
switcher_host_irq:
	ANNOTATE_NOENDBR
	pushq	%rbp
	movq	%rsp, %rbp
	andq	$-16, %rsp
	pushq	$HOST_DS
	pushq	%rbp
	pushfq
	orl	$0x200, (%rsp)
	pushq	$HOST_CS
	CALL_NOSPEC rdi
	popq	%rbp
	RET

	.section .note.GNU-stack, "", @progbits
