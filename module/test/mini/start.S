/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where a mini guest starts, and its trap stubs.
 *
 * The host enters at mini_start in ring 1 with paging off; memory is visible
 * at 0 and at PAGE_OFFSET, so it can run at its linked address at once.
 */
#include "../../include/lguest.h"

	.section .note.lguest, "a", @note
	.long	2f - 1f, 4f - 3f, LGUEST_NOTE_ABI
1:	.asciz	LGUEST_NOTE_NAME
2:	.balign	4
3:	.long	LGUEST_ABI
4:
	.text
	.globl	mini_start
mini_start:
	movl	$mini_stack_end, %esp
	movl	%esi, mini_boot_params
	movl	$mini_main, %eax
	call	*%eax
	ud2

/* Every vector: error code 0 where the CPU pushes none, vector, registers. */
	.balign	16
	.globl	mini_stubs
mini_stubs:
	.set	vector, 0
	.rept	256
	.balign	16
	.if	(vector != 8) && ((vector < 10) || (vector > 14)) && (vector != 17)
	pushl	$0
	.endif
	pushl	$vector
	jmp	mini_stub_common
	.set	vector, vector + 1
	.endr
mini_stub_common:
	pushl	%gs
	pushl	%fs
	pushl	%es
	pushl	%ds
	pushal
	movl	%ss, %eax
	movl	%eax, %ds
	movl	%eax, %es
	cld			/* C wants it so, the CPU leaves it */
	pushl	%esp
	call	mini_trap
	addl	$4, %esp
	popal
	popl	%ds
	popl	%es
	popl	%fs
	popl	%gs
	addl	$8, %esp
	jmp	mini_iret

/*
 * The iret stub, in the shape that module/include/lguest.h asks for: takes
 * IF of the frame over into irq_enabled and gives a kernel cs its RPL 1.
 */
	.globl	mini_iret, mini_iret_end
mini_iret:
	pushl	%eax
	testb	$3, 8(%esp)
	jnz	1f
	orl	$1, 8(%esp)
1:	movl	12(%esp), %eax
	andl	$LGUEST_IF, %eax
	jz	2f
	cmpl	$0, mini_data + 4
	jnz	3f
2:	movl	%eax, mini_data
	popl	%eax
	iret
mini_iret_end:
3:	popl	%eax
	ud2
	.byte	LGUEST_PREFIX_1, LGUEST_PREFIX_2, 0xcf

/* void mini_user(u32 eip, u32 esp): to ring 3; a trap 0x80 comes back here. */
	.globl	mini_user, mini_user_back
mini_user:
	movl	4(%esp), %eax
	movl	8(%esp), %ecx
	pushl	%ebx
	pushl	%esi
	pushl	%edi
	pushl	%ebp
	movl	%esp, mini_user_esp
	pushl	mini_user_frame + 8
	pushl	%ecx
	pushl	mini_user_frame + 4
	pushl	mini_user_frame
	pushl	%eax
	movl	mini_user_frame + 12, %eax
	movl	%eax, %ds
	movl	%eax, %es
	.globl	mini_user_iret
mini_user_iret:
	iret
mini_user_back:
	movl	mini_user_esp, %esp
	popl	%ebp
	popl	%edi
	popl	%esi
	popl	%ebx
	ret
	.data
	.globl	mini_user_frame
mini_user_frame:
	.long	0x73, 0x202, 0x7b, 0x7b
	.bss
	.balign	4096
	.space	16384
	.globl	mini_stack_end
mini_stack_end:
mini_user_esp:
	.long	0
	.globl	mini_boot_params
mini_boot_params:
	.long	0
	.section .note.GNU-stack, "", @progbits
