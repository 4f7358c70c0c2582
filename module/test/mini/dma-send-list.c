// SPDX-License-Identifier: GPL-2.0
/* The list of a send lies in memory. */
#include "mini.h"

MINI_EXPECT("killed: DMA list at bad physical address");

MINI("sends a list that crosses the end of memory")
{
	hcall(LHCALL_SEND_DMA, 0, mini_memory_end() - 96, 0);
}
