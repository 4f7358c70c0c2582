/* SPDX-License-Identifier: GPL-2.0 */
/* How the fuzzing guest leaves what it tried, and how it gets there. */
#include "../../include/lguest.h"

	.text
/* int fuzz_try(void (*what)(u32), u32 argument) */
	.globl	fuzz_try
fuzz_try:
	pushl	%ebx
	pushl	%esi
	pushl	%edi
	pushl	%ebp
	movl	%esp, fuzz_esp
	movl	20(%esp), %eax
	/* So that the timer ends what does not end by itself. */
	movl	$LGUEST_IF, mini_data
	pushl	24(%esp)
	call	*%eax
	xorl	%eax, %eax
1:	movl	fuzz_esp, %esp
	movl	$0, fuzz_esp
	popl	%ebp
	popl	%edi
	popl	%esi
	popl	%ebx
	ret

/* The trap handler jumps here: segments and flags may be anything. */
	.globl	fuzz_back
fuzz_back:
	movl	$0x68, %eax
	movl	%eax, %ss
	movl	fuzz_esp, %esp
	movl	%eax, %ds
	movl	%eax, %es
	xorl	%eax, %eax
	movl	%eax, %fs
	movl	%eax, %gs
	pushl	$2
	popfl
	movl	$1, %eax
	jmp	1b

/* void fuzz_jump(const u32 *registers, u32 eip, u32 esp) */
	.globl	fuzz_jump
fuzz_jump:
	movl	8(%esp), %eax
	movl	%eax, jump_eip
	movl	12(%esp), %eax
	movl	%eax, jump_esp
	movl	4(%esp), %esp
	popal
	movl	jump_esp, %esp
	jmp	*jump_eip

/* Five words of a frame, through each kind of iret. */
	.macro	frame
	movl	4(%esp), %eax
	pushl	16(%eax)
	pushl	12(%eax)
	pushl	8(%eax)
	pushl	4(%eax)
	pushl	(%eax)
	.endm
	.globl	fuzz_native_iret, fuzz_prefixed_iret
fuzz_native_iret:
	frame
	iret
fuzz_prefixed_iret:
	frame
	ud2
	.byte	LGUEST_PREFIX_1, LGUEST_PREFIX_2, 0xcf

	.bss
	.balign	4
	.globl	fuzz_esp
fuzz_esp:
	.long	0
jump_eip:
	.long	0
jump_esp:
	.long	0
	.section .note.GNU-stack, "", @progbits
