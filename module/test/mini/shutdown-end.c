// SPDX-License-Identifier: GPL-2.0
/* A text may end with memory, without a NUL. */
#include "mini.h"

MINI_EXPECT("panicked: edge");

MINI("crashes with a text at the end of memory")
{
	memcpy((void *)mini_memory_end() - 4, "edge", 4);
	hcall(LHCALL_SHUTDOWN, mini_memory_end() - 4, LGUEST_SHUTDOWN_CRASH, 0);
}
