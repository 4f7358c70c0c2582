/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel of this tree: every afterburned instruction, and a stub. */
	.text
	.globl	lguest_iret, lguest_iret_insn, uses
lguest_iret:
	pushl	%eax
	popl	%eax
lguest_iret_insn:
	.byte	0xcf
uses:
	cli
	sti
	pushf
	popf
	cpuid
	iret
#ifdef TEST_RAW
raw:
	.byte	TEST_RAW
	ret
#endif

	.data
	.globl	lguest_data
lguest_data:
	.long	0, 0

#ifndef TEST_NO_NOTE
	.section .note.lguest, "a", @note
	.long	7, 4, 1
	.asciz	"lguest"
	.balign	4
	.long	1
#endif
	.section .note.GNU-stack, "", @progbits
