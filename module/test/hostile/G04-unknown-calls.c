// SPDX-License-Identifier: GPL-2.0
/* G04: calls that do not exist. */
#include "hostile.h"

EXPECT(19, "killed: unknown hypercall 19 at");
EXPECT(20, "killed: unknown hypercall 20 at");
EXPECT(2147483647, "killed: unknown hypercall 2147483647 at");
EXPECT(4294967295, "killed: unknown hypercall 4294967295 at");

MINI("calls what is not there")
{
	hcall(variant(), 0, 0, 0);
}
