// SPDX-License-Identifier: GPL-2.0
/* Ends by a signal, though it does nothing but cause traps. */
#include "mini.h"

MINI_EXPECT("SIGTERM");

static int again(struct mini_frame *frame)
{
	return frame->vector == PF;
}

MINI("faults for ever")
{
	mini_paging_on();
	mini_print("ready\n");
	mini_handler = again;
	peek(0x800000);
}
