// SPDX-License-Identifier: GPL-2.0
/* Ends by a signal, though it sleeps for ever. */
#include "mini.h"

MINI_EXPECT("SIGTERM");

MINI("sleeps with everything masked")
{
	mini_print("ready\n");
	mini_data.blocked_interrupts = ~0;
	irq_disable();
	for (;;)
		asm volatile("hlt");
}
