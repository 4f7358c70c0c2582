# SPDX-License-Identifier: GPL-2.0
#
# Guest 10: A kernel is made without its worst habits
#
# Here is the conjuring trick. The instructions that must go are spread over
# the whole kernel, mostly inside inline assembly. A patch that replaced them
# would have to be made again for each version of Linux. But all of them go
# through the assembler, and to GNU as a macro may have any name, even that of
# an instruction.
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

# Guest 20+: Turning interrupts on
#
# To turn interrupts off is one store. To turn them on is a store and a
# question: has something arrived meanwhile? If so, trap, so that the host can
# deliver it. An interrupt may also arrive between the store and the question;
# the host then knows this sequence by its bytes and moves the guest to its
# end (see `finish_sti()` in the part on the host).
#
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

# Mastery 70+: Exercise: flags that lie
#
# The native pushf saves IF = 1, so only a virtual 0 has to be put in.
# Flags are clobbered, but not those that were saved.
#
# Delete the andb below, and see what "make -C module/guest test" in the root
# (`ci/root`) says: code that saves its flags, turns interrupts off and
# restores them would turn them on.
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

# Guest 30+: Getting flags back
#
# A kernel that saves its flags, turns interrupts off and restores the flags
# relies on popf to turn them on again. In ring 1 popf does so in silence,
# that is not at all, and the kernel would hang with its interrupts off: the
# classic hole of x86 for hypervisors.
#
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
