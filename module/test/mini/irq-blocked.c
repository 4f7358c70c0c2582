// SPDX-License-Identifier: GPL-2.0
/* A line whose bit is set in blocked_interrupts is not delivered. */
#include "mini.h"

MINI_EXPECT("powered off");

static void block(u32 mask)
{
	*(volatile u32 *)&mini_data.blocked_interrupts = mask;
}

/* Nothing shows that the line is up, so just wait a little. */
static void timer(void)
{
	u64 start = mini_clock();

	hcall(LHCALL_SET_CLOCKEVENT, 100000, 0, 0);
	while (mini_clock() - start < 1200000)
		;
}

MINI("blocks an interrupt line")
{
	u32 i;

	mini_handler = mini_count_irqs;
	for (i = 0; i < 20; i++) {
		block(1);
		irq_enable();
		timer();
		CHECK(mini_irqs[0] == i && !irq_pending());
		CHECK(irq_flag() == LGUEST_IF);
		block(~1u);
		while (mini_irqs[0] == i)
			hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
		/* Unblocked with the flag clear: pending, as it should be. */
		block(1);
		irq_disable();
		timer();
		CHECK(mini_irqs[0] == i + 1 && !irq_pending());
		block(0);
		while (!irq_pending())
			hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
		CHECK(mini_irqs[0] == i + 1);
		mini_irqs[0] = i;
		hcall(LHCALL_HALT, 0, 0, 0);
		CHECK(mini_irqs[0] == i + 1);
	}
}
