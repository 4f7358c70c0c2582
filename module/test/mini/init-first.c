// SPDX-License-Identifier: GPL-2.0
/* No other call comes before LGUEST_INIT. */
#define MINI_RAW
#include "mini.h"

MINI_EXPECT("killed: hypercall 0 before LGUEST_INIT");

MINI("calls before it has initialised")
{
	hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
}
