// SPDX-License-Identifier: GPL-2.0
/* The iret stub begins with push eax and ends with iret. */
#define MINI_RAW
#include "mini.h"

MINI_EXPECT("killed: is no iret stub");

MINI("names something else as its iret stub")
{
	mini_data.noirq_start = (u32)mini_iret + 1;
	mini_data.noirq_end = (u32)mini_iret_end;
	hcall(LHCALL_LGUEST_INIT, pa(&mini_data), 0, 0);
}
