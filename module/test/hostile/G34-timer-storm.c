// SPDX-License-Identifier: GPL-2.0
/* G34: the shortest timer, for ever, and the longest. */
#include "hostile.h"

EXPECT(0, "powered off");

static int again(struct mini_frame *frame)
{
	if (!mini_count_irqs(frame))
		return 0;
	hcall(LHCALL_SET_CLOCKEVENT, 1, 0, 0);
	return 1;
}

MINI("arms the timer without end")
{
	u64 start = mini_clock(), end;

	mini_handler = again;
	irq_enable();
	hcall(LHCALL_SET_CLOCKEVENT, 1, 0, 0);
	while (mini_clock() - start < 300000000)
		;
	irq_disable();
	end = mini_clock() - start;
	CHECK(mini_irqs[0] > 10 && mini_irqs[0] < (u32)end / 1000);
	hcall(LHCALL_SET_CLOCKEVENT, 0, 0, 0);
	mini_handler = mini_count_irqs;
	irq_enable();
	irq_disable();
	mini_irqs[0] = 0;
	hcall(LHCALL_SET_CLOCKEVENT, ~0, 0, 0);
	irq_enable();
	for (start = mini_clock(); mini_clock() - start < 100000000; )
		;
	CHECK(!mini_irqs[0]);
	hcall(LHCALL_SET_CLOCKEVENT, 0, 0, 0);
}
