# SPDX-License-Identifier: GPL-2.0
#
# Afterburning: gas macros that carry the names of the instructions which do
# not trap in ring 1, or trap too often.  Handed to every compilation of a
# guest kernel (KCFLAGS and KAFLAGS, see build), they replace those
# instructions in each inline asm and .S file of an unpatched tree.
#
# They work on the first two words of struct lguest_data (lguest.h):
# lguest_data + 0, irq_enabled, is the virtual interrupt flag, 0 or 0x200;
# lguest_data + 4, irq_pending, is set by the host when an interrupt waits for
# that flag.  %ss always holds a flat segment, also where %ds is the user's.
#
# What follows "ud2; .ascii "lg"" is a native instruction that the host
# emulates before it continues behind it.  The real IF is 1 all the time.
#
# The host knows the last three instructions of sti by their bytes, and goes
# to their end when it has injected an interrupt among them:
#	36 83 3d <&irq_pending> 00	cmpl $0, %ss:irq_pending
#	74 05				jz over the prefix
#	0f 0b 6c 67 fb			ud2 "lg" sti

.macro cli
	movl $0, %ss:lguest_data
.endm

# Flags are clobbered, unlike by the instruction.
.macro sti
	movl $0x200, %ss:lguest_data
	cmpl $0, %ss:lguest_data + 4
	jz .Llguest_sti\@
	ud2
	.ascii "lg"
	.byte 0xfb
.Llguest_sti\@:
.endm

# The native pushf saves IF = 1, so only a virtual 0 has to be put in.
# Flags are clobbered, but not those that were saved.
.macro pushf
	.byte 0x9c
	testb $2, %ss:lguest_data + 1
	jnz .Llguest_pushf\@
	andb $0xfd, 1(%esp)
.Llguest_pushf\@:
.endm

.macro pushfl
	pushf
.endm

# The native popf at the end leaves the real IF alone in ring 1.
.macro popf
	pushl %eax
	movl 4(%esp), %eax
	andl $0x200, %eax
	movl %eax, %ss:lguest_data
	jz .Llguest_popf\@
	cmpl $0, %ss:lguest_data + 4
	jz .Llguest_popf\@
	ud2
	.ascii "lg"
	.byte 0xfb
.Llguest_popf\@:
	popl %eax
	.byte 0x9d
.endm

.macro popfl
	popf
.endm

.macro iret
	jmp lguest_iret
.endm

.macro cpuid
	ud2
	.ascii "lg"
	.byte 0x0f, 0xa2
.endm
