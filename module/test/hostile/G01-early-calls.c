// SPDX-License-Identifier: GPL-2.0
/* G01: a call before LGUEST_INIT. The variant is its number. */
#define MINI_RAW
#include "hostile.h"

EXPECT(0, "killed: hypercall 0 before LGUEST_INIT");
EXPECT(2, "panicked: early");
EXPECT(3, "killed: hypercall 3 before LGUEST_INIT");
EXPECT(4, "killed: hypercall 4 before LGUEST_INIT");
EXPECT(5, "killed: hypercall 5 before LGUEST_INIT");
EXPECT(6, "killed: hypercall 6 before LGUEST_INIT");
EXPECT(7, "killed: hypercall 7 before LGUEST_INIT");
EXPECT(8, "killed: hypercall 8 before LGUEST_INIT");
EXPECT(9, "killed: hypercall 9 before LGUEST_INIT");
EXPECT(10, "killed: hypercall 10 before LGUEST_INIT");
EXPECT(11, "killed: hypercall 11 before LGUEST_INIT");
EXPECT(12, "killed: hypercall 12 before LGUEST_INIT");
EXPECT(13, "killed: hypercall 13 before LGUEST_INIT");
EXPECT(14, "killed: hypercall 14 before LGUEST_INIT");
EXPECT(15, "killed: hypercall 15 before LGUEST_INIT");
EXPECT(16, "killed: hypercall 16 before LGUEST_INIT");
EXPECT(17, "killed: hypercall 17 before LGUEST_INIT");
EXPECT(18, "killed: hypercall 18 before LGUEST_INIT");
EXPECT(19, "killed: hypercall 19 before LGUEST_INIT");
EXPECT(20, "killed: hypercall 20 before LGUEST_INIT");
EXPECT(2147483647, "killed: hypercall 2147483647 before LGUEST_INIT");

MINI("calls too early")
{
	hcall(variant(), pa("early"), 0, 0);
}
