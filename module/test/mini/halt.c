// SPDX-License-Identifier: GPL-2.0
/* LHCALL_HALT and hlt sleep until an interrupt; HALT lets it in. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("sleeps until the timer")
{
	u64 start = mini_clock();

	mini_handler = mini_count_irqs;
	irq_disable();
	hcall(LHCALL_SET_CLOCKEVENT, 20000000, 0, 0);
	hcall(LHCALL_HALT, 0, 0, 0);
	CHECK(mini_irqs[0] == 1 && irq_flag() == LGUEST_IF);
	CHECK(mini_last.eflags & LGUEST_IF);
	CHECK(mini_clock() - start >= 20000000);

	irq_disable();
	start = mini_clock();
	hcall(LHCALL_SET_CLOCKEVENT, 20000000, 0, 0);
	irq_enable_and_halt();
	CHECK(mini_irqs[0] == 2);
	CHECK(mini_clock() - start >= 20000000);
}
