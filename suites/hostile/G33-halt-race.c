// SPDX-License-Identifier: GPL-2.0
/* G33: hlt against a timer, very often. */
#include "hostile.h"

EXPECT(0, "powered off");

MINI("sleeps thirty thousand times")
{
	u32 i, spin;

	mini_handler = mini_count_irqs;
	for (i = 0; i < 30000; i++) {
		irq_disable();
		hcall(LHCALL_SET_CLOCKEVENT, 1000 + i * 7919 % 9000, 0, 0);
		for (spin = i * 31 % 600; spin; spin--)
			asm volatile("");
		irq_enable_and_halt();
		CHECK(mini_irqs[0] == i + 1);
	}
}
