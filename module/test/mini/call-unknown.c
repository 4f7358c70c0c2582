// SPDX-License-Identifier: GPL-2.0
/* A call number that nobody has. */
#include "mini.h"

MINI_EXPECT("killed: unknown hypercall 99");

MINI("makes an unknown call")
{
	hcall(99, 0, 0, 0);
}
