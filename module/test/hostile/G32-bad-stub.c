// SPDX-License-Identifier: GPL-2.0
/* G32: bounds of the iret stub that are none. */
#define MINI_RAW
#include "hostile.h"

EXPECT(0, "killed: LGUEST_INIT: 0 to 0xffffffff is no iret stub|killed: LGUEST_INIT: 0x0 to 0xffffffff is no iret stub");
EXPECT(1, "killed: LGUEST_INIT: 0x");
EXPECT(2, "killed: LGUEST_INIT: 0x");
EXPECT(3, "killed: LGUEST_INIT: 0x");

MINI("gives bad bounds")
{
	u32 start = (u32)mini_iret, end = (u32)mini_iret_end;
	u32 bounds[][2] = {
		{ 0, ~0 }, { end, start }, { start, start + 1 },
		{ start, start + 0x1000 }
	};
	u32 v = variant();

	mini_data.noirq_start = bounds[v][0];
	mini_data.noirq_end = bounds[v][1];
	hcall(LHCALL_LGUEST_INIT, pa(&mini_data), 0, 0);
}
