// SPDX-License-Identifier: GPL-2.0
/* A text that is not in memory. */
#include "mini.h"

MINI_EXPECT("killed: at bad physical address");

MINI("crashes with a text beyond memory")
{
	hcall(LHCALL_SHUTDOWN, mini_memory_end(), LGUEST_SHUTDOWN_CRASH, 0);
}
