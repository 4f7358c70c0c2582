// SPDX-License-Identifier: GPL-2.0
/* A direct gate never leads to the switcher. */
#define MINI_RAW
#include "mini.h"

MINI_EXPECT("killed: vector 0x80 cannot go to 0xffc00000");

MINI("wants user space to enter the switcher")
{
	mini_data.syscall_vector = 0x80;
	mini_data.syscall_entry = 0xffc00000;
	hcall(LHCALL_LGUEST_INIT, pa(&mini_data), 0, 0);
}
