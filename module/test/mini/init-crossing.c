// SPDX-License-Identifier: GPL-2.0
/* lguest_data must lie within one page. */
#define MINI_RAW
#include "mini.h"

MINI_EXPECT("killed: crosses a page");

MINI("initialises across a page")
{
	hcall(LHCALL_LGUEST_INIT, 0x200000 - 8, 0, 0);
}
