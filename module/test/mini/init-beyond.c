// SPDX-License-Identifier: GPL-2.0
/* lguest_data must lie within memory. */
#define MINI_RAW
#include "mini.h"

MINI_EXPECT("killed: at bad physical address 0xfffff000");

MINI("initialises beyond memory")
{
	hcall(LHCALL_LGUEST_INIT, 0xfffff000, 0, 0);
}
