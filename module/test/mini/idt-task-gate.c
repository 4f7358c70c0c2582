// SPDX-License-Identifier: GPL-2.0
/* A gate of a kind that the host does not serve. */
#include "mini.h"

MINI_EXPECT("killed: trap 6 at");

MINI("traps to a task gate")
{
	mini_gate(UD, (void *)0, 0, 5);
	asm volatile("ud2");
}
