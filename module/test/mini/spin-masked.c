// SPDX-License-Identifier: GPL-2.0
/* Ends by a signal, though it lets nothing in. */
#include "mini.h"

MINI_EXPECT("SIGTERM");

MINI("spins with everything masked")
{
	mini_print("ready\n");
	mini_data.blocked_interrupts = ~0;
	irq_disable();
	for (;;)
		asm volatile("");
}
