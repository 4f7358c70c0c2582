// SPDX-License-Identifier: GPL-2.0
/*
 * sti; hlt against a timer that comes at any moment: never slept through.
 * n=COUNT times.
 */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("sleeps against a timer")
{
	u32 count = mini_argument("n=", 1000), i, spin;

	mini_handler = mini_count_irqs;
	for (i = 0; i < count; i++) {
		irq_disable();
		hcall(LHCALL_SET_CLOCKEVENT, 1000 + i * 7919 % 60000, 0, 0);
		for (spin = i * 31 % 3000; spin; spin--)
			asm volatile("");
		irq_enable_and_halt();
		CHECK(mini_irqs[0] == i + 1);
	}
	/* And by the hypercall, which is atomic by itself. */
	for (; i < count + 500; i++) {
		irq_disable();
		hcall(LHCALL_SET_CLOCKEVENT, 1000 + i * 7919 % 60000, 0, 0);
		for (spin = i * 31 % 3000; spin; spin--)
			asm volatile("");
		hcall(LHCALL_HALT, 0, 0, 0);
		CHECK(mini_irqs[0] == i + 1);
	}
}
