// SPDX-License-Identifier: GPL-2.0
/* Ends by a signal, though it never leaves ring 3. */
#include "mini.h"

MINI_EXPECT("SIGTERM");

MINI("spins in ring 3")
{
	mini_paging_on();
	mini_print("ready\n");
	USER("1: jmp 1b");
}
