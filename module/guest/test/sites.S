/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The afterburned instructions as functions that C can call, compiled with
 * afterburn.s as a kernel is.  Used by afterburn.c.
 */
	.text

	.globl	site_cli, site_sti, site_pushf, site_popf, site_cpuid
site_cli:
	cli
	ret

site_sti:
	sti
	ret

/* u32 site_pushf(u32 flags): with these flags on, what does pushf save? */
site_pushf:
	pushl	4(%esp)
	.byte	0x9d
	pushf
	popl	%eax
	cld
	ret

/* u32 site_popf(u32 flags): the real flags after a popf of these */
site_popf:
	pushl	4(%esp)
	popfl
	.byte	0x9c
	popl	%eax
	cld
	ret

/* u32 site_cpuid(u32 leaf) */
site_cpuid:
	pushl	%ebx
	movl	8(%esp), %eax
	cpuid
	popl	%ebx
	ret

/*
 * u32 site_iret(u32 flags, u32 cs, u32 ss): an iret to the next line with this
 * frame; esp and ss stay on the stack, as ring 3 does not change here.  Says 1,
 * and must leave the stack and eax as they were.
 */
	.globl	site_iret, site_iret_back
site_iret:
	pushl	%ebx
	movl	%esp, %ebx
	movl	$1, %eax
	pushl	16(%ebx)
	pushl	%ebx
	pushl	8(%ebx)
	pushl	12(%ebx)
	pushl	$site_iret_back
	iret
site_iret_back:
	addl	$8, %esp
	cmpl	%esp, %ebx
	je	1f
	xorl	%eax, %eax
1:	popl	%ebx
	cld
	ret

/* What system calls go on to. */
	.globl	entry_INT80_32
entry_INT80_32:
	ret

	.section .note.GNU-stack, "", @progbits
