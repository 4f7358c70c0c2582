// SPDX-License-Identifier: GPL-2.0
/* A DMA key is an address of a 32-bit word. */
#include "mini.h"

MINI_EXPECT("killed: DMA key 0x200002");

MINI("binds at an odd key")
{
	hcall(LHCALL_BIND_DMA, 0x200002, 0x300000, 1 << 8 | 1);
}
