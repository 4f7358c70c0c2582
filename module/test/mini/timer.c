// SPDX-License-Identifier: GPL-2.0
/* The clock event comes when it was asked for, or not at all. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("sets and cancels the timer")
{
	u64 start;
	u32 ns;

	mini_handler = mini_count_irqs;
	for (ns = 1; ns < 40000000; ns = ns * 7 + 1) {
		mini_irqs[0] = 0;
		start = mini_clock();
		hcall(LHCALL_SET_CLOCKEVENT, ns, 0, 0);
		irq_enable();
		while (!mini_irqs[0])
			;
		irq_disable();
		CHECK(mini_clock() - start >= ns);
		CHECK(mini_irqs[0] == 1);
	}
	mini_irqs[0] = 0;
	irq_enable();
	hcall(LHCALL_SET_CLOCKEVENT, 20000000, 0, 0);
	hcall(LHCALL_SET_CLOCKEVENT, 0, 0, 0);
	for (start = mini_clock(); mini_clock() - start < 60000000; )
		;
	CHECK(!mini_irqs[0]);
	hcall(LHCALL_SET_CLOCKEVENT, 20000000, 0, 0);
	hcall(LHCALL_SET_CLOCKEVENT, 40000000, 0, 0);
	for (start = mini_clock(); mini_clock() - start < 90000000; )
		;
	CHECK(mini_irqs[0] == 1);
}
