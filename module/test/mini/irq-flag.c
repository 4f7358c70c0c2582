// SPDX-License-Identifier: GPL-2.0
/* An interrupt waits for the flag, shows that it does, and comes once. */
#include "mini.h"

MINI_EXPECT("powered off");

static u32 inside_flag, inside_pending;

static int on_irq(struct mini_frame *frame)
{
	inside_flag = irq_flag();
	inside_pending = irq_pending();
	return mini_count_irqs(frame);
}

static void wait_pending(void)
{
	CHECK(!irq_pending());
	hcall(LHCALL_SET_CLOCKEVENT, 100000, 0, 0);
	while (!irq_pending())
		;
}

MINI("masks interrupts by the flag")
{
	u32 i;

	mini_handler = on_irq;
	for (i = 1; i <= 20; i++) {
		irq_disable();
		wait_pending();
		CHECK(mini_irqs[0] == i - 1);
		inside_flag = 1;
		irq_enable();
		CHECK(mini_irqs[0] == i && !irq_pending());
		CHECK(irq_flag() == LGUEST_IF && !inside_flag);
		CHECK(!inside_pending);
		CHECK(mini_last.cs == 0x60 && (mini_last.eflags & LGUEST_IF));
		/* Once only. */
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
		CHECK(mini_irqs[0] == i);
	}
	/* A trap's iret to code with the flag set lets it in as well. */
	irq_disable();
	wait_pending();
	asm volatile("pushf; orl $0x200, (%%esp); push $0x60; push $1f\n"
		     "jmp mini_iret; 1:" : : : "memory", "cc");
	CHECK(mini_irqs[0] == i && irq_flag() == LGUEST_IF);
}
