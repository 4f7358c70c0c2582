// SPDX-License-Identifier: GPL-2.0
/* A DMA key lies in memory. */
#include "mini.h"

MINI_EXPECT("killed: is not in memory");

MINI("binds at a key beyond memory")
{
	hcall(LHCALL_BIND_DMA, mini_memory_end(), 0x300000, 1 << 8 | 1);
}
