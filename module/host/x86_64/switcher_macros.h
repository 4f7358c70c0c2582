/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The switcher's phrases: steps that several of its paths take, from the guest's
 * world to the host's. Assembly alone; the register that each wants and those it
 * changes stand above it.
 */
#ifndef MODULE_HOST_X86_64_SWITCHER_MACROS_H
#define MODULE_HOST_X86_64_SWITCHER_MACROS_H

/* Is the rip of the frame at OFFSET(%rsp) between two labels?  Then jb. */
.macro rip_within from, to, offset
	leaq	\from(%rip), %rax
	subq	\offset(%rsp), %rax
	negq	%rax
	cmpq	$(\to - \from), %rax
.endm

/* %rdi = the state page, by the GDT that lies in it. */
.macro find_state
	subq	$16, %rsp
	sgdt	(%rsp)
	movq	2(%rsp), %rdi
	addq	$16, %rsp
	andq	$-STATE_SIZE, %rdi
.endm

/* %rdi = state.  Eats %rax.  CR4 before CR3: SMEP may flush the PCID in force. */
.macro host_address_space
	movq	STATE_GUEST_DR7(%rdi), %rax
	testq	%rax, %rax
	jz	.Lno_dr7\@
	xorl	%eax, %eax
	movq	%rax, %dr7
.Lno_dr7\@:
	movq	STATE_HOST_CR4(%rdi), %rax
	cmpq	STATE_GUEST_CR4(%rdi), %rax
	je	.Lsame_cr4\@
	movq	%rax, %cr4
.Lsame_cr4\@:
	movq	STATE_HOST_CR3(%rdi), %rax
	movq	%rax, %cr3
.endm

/* The guest's registers, on the stack and out of the way of guesses. */
.macro save_guest
	swapgs
	lfence				/* no guess that has the guest's gs */
	pushq	%rax
	pushq	%rdi
	pushq	%rsi
	pushq	%rbp
	pushq	%rdx
	pushq	%rcx
	pushq	%rbx
	cld
	/* Returns are not to be guessed by calls that ring 1 has made. */
	FILL_RETURN_BUFFER %rax, RSB_CLEAR_LOOPS, X86_FEATURE_RSB_CTXSW
.endm

/* From our GDT, IDT and TSS to the host's.  %rdi = state.  Eats %rax. */
.macro host_tables
	lgdt	STATE_TRANS_GDT(%rdi)
	/* ltr wants a TSS that is not marked busy, here and next time. */
	andb	$~2, STATE_GDT_TRANS + GUEST_TSS_SEL + 5(%rdi)
	andb	$~2, STATE_GDT_TRANS + HOST_TSS_SEL + 5(%rdi)
	movl	$HOST_DS, %eax
	movl	%eax, %ss
	lidt	STATE_HOST_IDT(%rdi)
	ltr	STATE_HOST_TR(%rdi)
.endm

/* The same for cs and the LDT, on a stack of the host's.  Not by iretq, see above. */
.macro host_cs
	pushq	$HOST_CS
	leaq	.Lhost_cs\@(%rip), %rax
	pushq	%rax
	lretq
.Lhost_cs\@:
	ANNOTATE_NOENDBR
	lgdt	STATE_HOST_GDT(%rdi)
	lldt	STATE_HOST_LDT(%rdi)
	pushq	$2
	popfq				/* AC above all, the guest's */
.endm

/* NMIs are still blocked if there was one. */
.macro host_nmi
	testl	$EVENT_NMI, STATE_EVENTS(%rdi)
	jz	.Lno_nmi\@
	andl	$~EVENT_NMI, STATE_EVENTS(%rdi)
	int	$2
.Lno_nmi\@:
.endm

#endif /* MODULE_HOST_X86_64_SWITCHER_MACROS_H */
