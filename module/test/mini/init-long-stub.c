// SPDX-License-Identifier: GPL-2.0
/* A long stub would keep interrupts out for long. */
#define MINI_RAW
#include "mini.h"

MINI_EXPECT("killed: is no iret stub");

MINI("names half its text as its iret stub")
{
	CHECK(*(u8 *)mini_iret == 0x50);
	mini_data.noirq_start = (u32)mini_iret;
	mini_data.noirq_end = (u32)mini_iret + 4096;
	*(u8 *)(mini_data.noirq_end - 1) = 0xcf;
	hcall(LHCALL_LGUEST_INIT, pa(&mini_data), 0, 0);
}
