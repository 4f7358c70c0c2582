/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Switcher 40: The rules
 *
 * The hard part is not to switch. It is that an NMI comes when it likes, also
 * between any two of these instructions, and no flag keeps it away.
 *
 * So these few instructions between the host and a guest are copied to
 * SWITCHER_ADDR and run there, with flat ring-0 segments that the host's and
 * the guest's GDT have at the same place: they survive a fault or an NMI with
 * any mix of host and guest tables in force. switcher_enter runs with
 * interrupts off; every trap, fault and interrupt of the guest comes back
 * through one of the 256 stubs and returns to its caller.
 *
 * Invariants:
 * - %ss:%esp is a mapped, writable ring-0 stack at every instruction.
 * - From the first lidt to the last the IDT is the one in the state page, so
 *   sidt finds the state page from any stack.
 * - An entry may be given up at any instruction and a leave restarted at any
 *   instruction: neither pops anything before its last steps.
 * - NMIs stay blocked until the host's own handler has run: we leave with lret.
 * - Nothing on the way out can fault: what it loads is the host kernel's own.
 *   Only gs is the launcher's, so it is left to switcher_run().
 */
#include <linux/linkage.h>
#include <asm/alternative.h>
#include <asm/nospec-branch.h>
#include "../guesses.h"
#include "switcher.h"

	/* The kernel puts alternatives in here, before it is copied. */
	.section .rodata, "a"
	.balign	4096
	.globl	switcher_start, switcher_enter
switcher_start:

/* One stub for each vector; after it the stack is the same for all. */
	.set	vector, 0
	.rept	256
	.balign	SWITCHER_STUB_SIZE
	.if	(vector != 8) && ((vector < 10) || (vector > 14)) && (vector != 17)
	pushl	$0
	.endif
	pushl	$vector
	.if	(vector == 2) || (vector == 18)
	jmp	machine_event
	.else
	jmp	guest_trap
	.endif
	.set	vector, vector + 1
	.endr

	.balign	4096
/*
 * Switcher 50+: In, line by line
 *
 * The call was a far one, so cs is the switcher's own segment: the same slot
 * holds it in the host's table and in ours. What C expects to find again is
 * pushed on the host's stack, and the place of that stack is stored in the
 * state page.
 *
 * Then the first thing to be replaced is the IDT. From here to the last
 * instruction of the way back a trap, any trap, goes to a stub. Next the table
 * for loading segments; ds and ss become the switcher's, and esp points to the
 * guest's saved registers, which lie right below the state page. The address
 * is that of this CPU's register page in the host's map; after the new CR3 it
 * is the guest's own page at the same address. (In the host's map another page
 * is there, which gives an NMI something to push onto.) ltr loads the TSS,
 * which tells the CPU where a trap from ring 1 or 3 puts its frame. CR4 is
 * only written if it differs. Then CR3, and the host is gone.
 *
 * The LDT comes after it, because the LDT's pages are mapped only here; then
 * the segment registers, which may fault if the guest has left rubbish in them.
 * That is why they are loaded before the general ones: eax still says where the
 * state page is. The second lgdt is for the trick with the TLS slots. DR7 turns
 * the guest's breakpoints on, if it has any: from here to the first lines of
 * the way out nothing but these pages is touched, and no breakpoint lies in
 * them. The general registers follow, with mov and not with pop: a pop would
 * move esp over the copy, and an NMI would push its frame over registers that
 * are still needed. Last, esp moves up to the frame, and iret takes cs, eip,
 * flags, esp and ss.
 *
 * Far-called with %eax = the state page.  Saves what C expects to keep, then
 * replaces the machine's state piece by piece.
 */
switcher_enter:
	pushl	%ebx
	pushl	%esi
	pushl	%edi
	pushl	%es
	pushl	%ds
	pushl	%fs
	pushl	%ebp
	movl	%esp, STATE_HOST_ESP(%eax)
	lidt	STATE_GUEST_IDT(%eax)
entering:
	/* The GDT for loading segments: its TLS entries are present. */
	lgdt	STATE_LOAD_GDT(%eax)
	movl	$SWITCHER_DS, %ecx
	movl	%ecx, %ds
	movl	%ecx, %ss
	leal	-REGS_SIZE(%eax), %esp
	movl	$GUEST_TSS_SEL, %ecx
	ltr	%cx
	movl	STATE_GUEST_CR4(%eax), %ecx
	cmpl	STATE_HOST_CR4(%eax), %ecx
	je	1f
	movl	%ecx, %cr4
1:	movl	STATE_GUEST_CR3(%eax), %ecx
	movl	%ecx, %cr3
	/* The guest's tables: its own register page is under %esp now. */
	lldt	STATE_GUEST_LDT(%eax)
	mov	REGS_GS(%esp), %gs
	mov	REGS_FS(%esp), %fs
	mov	REGS_ES(%esp), %es
	mov	REGS_DS(%esp), %ds
	/* The GDT to run on: its TLS entries are absent, see segments.c. */
	lgdt	%ss:STATE_GUEST_GDT(%eax)
	movl	%ss:STATE_GUEST_DR7(%eax), %ecx
	jecxz	1f
	movl	%ecx, %dr7
1:	movl	REGS_EDI(%esp), %edi
	movl	REGS_ESI(%esp), %esi
	movl	REGS_EBP(%esp), %ebp
	movl	REGS_EBX(%esp), %ebx
	movl	REGS_EDX(%esp), %edx
	movl	REGS_ECX(%esp), %ecx
	movl	REGS_EAX(%esp), %eax
	addl	$REGS_EIP, %esp
	CLEAR_BUFFERS %cs:(SWITCHER_ADDR + verw_selector - switcher_start)
	iret
entered:

/* For VERW, which is quickest with a segment that can be written. */
	.balign	4
verw_selector:
	.word	SWITCHER_DS

/*
 * Switcher 60+: Out, line by line
 *
 * The CPU has pushed its frame at the top of the register page, since the TSS
 * says so, and the stub has added a vector, and a zero where the CPU pushes no
 * error code. First two questions: does the frame come from virtual 8086 mode,
 * or from ring 0? Neither is a guest that runs. All else is saved by pushes,
 * below a gap of the size that the way in wanted to have free. What esp is
 * now, rounded up to the next page, is the state page.
 *
 * From "leave" on nothing is popped until the end, so that the whole way can
 * be begun again after an NMI. DR7, CR3, CR4, GDT; the busy bits of both TSS
 * descriptors are cleared, because ltr sets them and refuses a TSS that has it
 * set. The host's stack, its segments, and last the IDT. The CPU guesses where
 * a ret goes by the calls it has seen, the guest's as well, so those are made to
 * be forgotten. Then it returns with lret: an iret would tell the CPU that an NMI
 * is over, and it may not be.
 *
 * Stack: vector, error, eip, cs, eflags, and from a guest esp, ss.
 */
guest_trap:
	testl	$FLAGS_VM, %ss:16(%esp)
	jnz	from_vm86
	testb	$3, %ss:12(%esp)
	jz	gave_up
	subl	$REGS_SPARE_SIZE, %esp
	pushal
	pushl	%ds
	pushl	%es
	pushl	%fs
	pushl	%gs
	movl	%esp, %eax
	andl	$~0xfff, %eax
	addl	$4096, %eax
/* %eax = the state page; from any half-switched state, any number of times. */
leave:
	movl	$SWITCHER_DS, %ecx
	movl	%ecx, %ds
	movl	%ecx, %ss
	movl	STATE_GUEST_DR7(%eax), %ecx
	jecxz	1f
	xorl	%ecx, %ecx
	movl	%ecx, %dr7
1:	movl	STATE_HOST_CR3(%eax), %ecx
	movl	%ecx, %cr3
	movl	STATE_HOST_CR4(%eax), %ecx
	cmpl	STATE_GUEST_CR4(%eax), %ecx
	je	1f
	movl	%ecx, %cr4
1:	/* ltr wants a TSS that is not marked busy, here and next time. */
	andb	$~2, STATE_GDT_LOAD + GUEST_TSS_SEL + 5(%eax)
	lgdt	STATE_HOST_GDT(%eax)
	movl	STATE_HOST_TSS_TYPE(%eax), %ecx
	andb	$~2, (%ecx)
	ltr	STATE_HOST_TR(%eax)
	lldt	STATE_HOST_LDT(%eax)
	movl	STATE_HOST_ESP(%eax), %edx
	movl	$HOST_DS, %ecx
	movl	%ecx, %ss
	movl	%edx, %esp
	movl	0(%esp), %ebp
	mov	4(%esp), %fs
	mov	8(%esp), %ds
	mov	12(%esp), %es
	lidt	%ss:STATE_HOST_IDT(%eax)
	addl	$16, %esp
	/* Returns are not to be guessed by calls that ring 1 has made. */
	FILL_RETURN_BUFFER %ecx, RSB_CLEAR_LOOPS, X86_FEATURE_RSB_CTXSW
	popl	%edi
	popl	%esi
	popl	%ebx
	lret

/*
 * The CPU never lets ring 1 set VM with an iret, but emulated ones do.  The
 * frame has another shape then, and such a guest is not gone on with; only
 * the vector matters, as it may be an interrupt of the host's.
 */
from_vm86:
	movl	%ss:0(%esp), %ecx
	orl	$ABORTED | ABORTED_VM86, %ecx
	jmp	1f

/*
 * Switcher 70+: When the way in fails
 *
 * A fault in ring 0 while loading the guest's state: one of its segments or
 * its frame was bad.  Note which fault and go back to the host.
 *
 * A debug trap is none: a load of ss puts off a breakpoint that it met until
 * after the next instruction, and if that is an INT the trap finds us at the
 * first instruction of its stub. It is dropped, and the stub goes on.
 */
gave_up:
	cmpl	$1, %ss:0(%esp)
	je	put_off
	movl	%ss:0(%esp), %ecx
	orl	$ABORTED, %ecx
1:	movl	%ss:4(%esp), %edx
	call	find_state
	movl	%ss:STATE_HOST_CR3(%eax), %esi
	movl	%esi, %cr3
	movl	%ecx, %ss:STATE_ABORT(%eax)
	movl	%edx, %ss:STATE_ABORT_ERR(%eax)
	jmp	leave

put_off:
	addl	$8, %esp
	iret

/* %eax = the state page, by the IDT that lies in it. */
find_state:
	subl	$8, %esp
	sidt	%ss:2(%esp)
	movl	%ss:4(%esp), %eax
	andl	$~0xfff, %eax
	addl	$8, %esp
	ret

/*
 * Switcher 80+: At any moment
 *
 * NMI and machine check are the host's.  From the guest they are exits like
 * any other.  While entering, give the entry up: the host handles it and
 * enters again.  While leaving, leave a note for C and go on: a bit for each of
 * the two, which may both come in one way out.  The notes are in the state page,
 * which is only writable, and only out of the guest's reach, with the host's
 * tables.
 *
 * Where was it? The return address is compared with the way in, relative to
 * this very place, which is what the call to the next line is for. On the way
 * in nothing is lost by turning back. On the way out a turn would meet itself,
 * so a note is left and the way goes on.
 */
machine_event:
	testl	$FLAGS_VM, %ss:16(%esp)
	jnz	from_vm86
	testb	$3, %ss:12(%esp)
	jnz	guest_trap
	pushl	%eax
	pushl	%ecx
	pushl	%edx
	call	find_state
	call	1f
1:	popl	%edx
	movl	%ss:20(%esp), %ecx	/* where we were */
	subl	%edx, %ecx
	addl	$(1b - entering), %ecx	/* since entering */
	cmpl	$(entered - entering), %ecx
	jae	2f
	movl	%ss:12(%esp), %ecx
	orl	$ABORTED, %ecx
	movl	%ss:STATE_HOST_CR3(%eax), %edx
	movl	%edx, %cr3
	movl	%ecx, %ss:STATE_ABORT(%eax)
	jmp	leave
2:	pushl	%ebx
	movl	%ss:16(%esp), %ecx	/* with the host's tables the stack is another */
	movl	%cr3, %edx
	movl	%ss:STATE_HOST_CR3(%eax), %ebx
	movl	%ebx, %cr3
	btsl	%ecx, %ss:STATE_LATE(%eax)
	movl	%edx, %cr3
	popl	%ebx
	popl	%edx
	popl	%ecx
	popl	%eax
	addl	$8, %esp
	iret

	.org	switcher_start + SWITCHER_TEXT_PAGES * 4096
	.section .note.GNU-stack, "", @progbits
