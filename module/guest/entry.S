/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Guest 40: Three things that C cannot say
 *
 * The code of a guest kernel that must be in assembly: what the afterburned
 * iret jumps to, where system calls arrive, and the ELF note that tells the
 * launcher that this kernel can be a guest.
 *
 * Nothing here may be traced or probed, hence the entry section.  This file
 * is itself compiled with the macros of afterburn.s, so native instructions
 * are written as bytes.
 */
#ifndef __ASSEMBLY__
#define __ASSEMBLY__
#endif
#include <linux/linkage.h>
#include <asm/asm.h>
#include "lguest.h"

#define IRQ_ENABLED	%ss:lguest_data
#define IRQ_PENDING	%ss:lguest_data + 4

/* Offsets in the frame of an iret with eax pushed in front of it. */
#define FRAME_CS	8
#define FRAME_FLAGS	12
#define FRAME_SS	20

#define SELECTOR_USER	2	/* RPL 3, not 1 or 0 */
#define SELECTOR_LDT	4

	.section .entry.text, "ax"

/*
 * Guest 50+: The hardest instruction
 *
 * iret takes eip, cs and flags from the stack at once, and interrupts become
 * possible just when it is over. Our virtual flag is a word in memory, so
 * there must be a moment when the flag already says "on" and the old context
 * is still there. An interrupt in that moment would push one more frame; a few
 * more, and the stack is full.
 *
 * The iret of a guest.  Entries push the selector of kernel code with RPL 0,
 * the CPU wants it with 1; the 3 of user code stays one.  The IF of the frame
 * becomes the virtual one.
 *
 * An iret to a 16-bit stack leaves the upper half of esp as it is in the
 * kernel.  A stack segment of the LDT may be one, so the host does that iret:
 * what shows then is a part of its switcher's address, which is no secret.
 *
 * Between lguest_noirq_start and lguest_noirq_end the virtual flag and the
 * frame are half way from one context to the other.  The host does not inject
 * interrupts there, it completes the iret first; so that it can, the range
 * starts with a push of eax and ends with a pop of eax and the iret.
 */
SYM_CODE_START(lguest_iret)
SYM_INNER_LABEL(lguest_noirq_start, SYM_L_GLOBAL)
	pushl	%eax
	orb	$1, FRAME_CS(%esp)
	testb	$SELECTOR_USER, FRAME_CS(%esp)
	jz	3f
	testb	$SELECTOR_LDT, FRAME_SS(%esp)
	jnz	2f
3:	movl	FRAME_FLAGS(%esp), %eax
	andl	$LGUEST_IF, %eax
	jz	1f
	cmpl	$0, IRQ_PENDING
	jnz	2f
1:	movl	%eax, IRQ_ENABLED
	popl	%eax
SYM_INNER_LABEL(lguest_iret_insn, SYM_L_GLOBAL)
	.byte	0xcf
SYM_INNER_LABEL(lguest_noirq_end, SYM_L_GLOBAL)

	/* Interrupts are still off: the host does it all, then injects. */
2:	popl	%eax
	ud2
	.byte	LGUEST_PREFIX_1, LGUEST_PREFIX_2, 0xcf
SYM_CODE_END(lguest_iret)

/*
 * A fault of that iret, which means a bad user frame, goes to where the
 * kernel's own entry in the exception table sent it.
 */
SYM_CODE_START(lguest_iret_fixup)
	jmp	*%ss:lguest_iret_error
SYM_CODE_END(lguest_iret_fixup)
	_ASM_EXTABLE(lguest_iret_insn, lguest_iret_fixup)

/*
 * Guest 60+: Where nobody is asked
 *
 * System calls need not pass by the host at all. The CPU takes a program's INT
 * 0x80 from ring 3 to ring 1 by itself, because our IDT has the guest's gate
 * there.
 *
 * Where a system call arrives if the host lets user space enter the kernel
 * directly: a trap gate of the CPU does not clear the virtual flag.
 */
SYM_CODE_START(lguest_syscall)
	movl	$0, IRQ_ENABLED
	jmp	entry_INT80_32
SYM_CODE_END(lguest_syscall)

	.pushsection .note.lguest, "a", @note
	.balign	4
	.long	2f - 1f
	.long	4f - 3f
	.long	LGUEST_NOTE_ABI
1:	.asciz	LGUEST_NOTE_NAME
2:	.balign	4
3:	.long	LGUEST_ABI
4:	.balign	4
	.popsection
