// SPDX-License-Identifier: GPL-2.0
/*
 * Timer interrupts, as many as the host lets through, while the guest does
 * little but traps and irets: no register changes, and none nests in the stub.
 */
#include "mini.h"

MINI_EXPECT("powered off");

#define COUNT 10000

static u32 behind_int, bad_stub, random = 1;
extern char after_int[];

static int on_irq(struct mini_frame *frame)
{
	if (frame->vector == 0x40)
		return 1;
	if (!mini_count_irqs(frame))
		return 0;
	behind_int += frame->eip == (u32)after_int;
	bad_stub += frame->eip >= (u32)mini_iret &&
		    frame->eip < (u32)mini_iret_end;
	random = random * 1103515245 + 12345;
	hcall(LHCALL_SET_CLOCKEVENT, 1000 + (random >> 16 & 0x7fff), 0, 0);
	return 1;
}

/* eax = 0 if every register is as before the trap. */
asm("loop_of_traps: push %ebx; push %esi; push %edi; push %ebp\n"
    "mov $0x11111111, %eax; mov $0x22222222, %ebx; mov $0x33333333, %ecx\n"
    "mov $0x44444444, %edx; mov $0x55555555, %esi; mov $0x66666666, %edi\n"
    "mov %esp, %ebp; mov $200, %ecx\n"
    "1: stc; int $0x40\n"
    "after_int: jnc 2f\n"
    "cmp $0x11111111, %eax; jne 2f; cmp $0x22222222, %ebx; jne 2f\n"
    "cmp $0x44444444, %edx; jne 2f; cmp $0x55555555, %esi; jne 2f\n"
    "cmp $0x66666666, %edi; jne 2f; cmp %esp, %ebp; jne 2f\n"
    "loop 1b; xor %eax, %eax\n"
    "2: pop %ebp; pop %edi; pop %esi; pop %ebx; ret");
u32 loop_of_traps(void);

MINI("stands a storm of interrupts")
{
	u32 rounds;

	mini_paging_on();
	mini_handler = on_irq;
	irq_enable();
	hcall(LHCALL_SET_CLOCKEVENT, 1, 0, 0);
	for (rounds = 0; mini_irqs[0] < COUNT; rounds++) {
		CHECK(loop_of_traps() == 0);
		CHECK(irq_flag() == LGUEST_IF && !bad_stub);
	}
	/* Some came while the stub was on its way back. */
	CHECK(behind_int > 10);
}
