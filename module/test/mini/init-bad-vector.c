// SPDX-License-Identifier: GPL-2.0
/* Only vector 0x80 may enter the guest directly. */
#define MINI_RAW
#include "mini.h"

MINI_EXPECT("killed: vector 0x1f cannot go to");

MINI("wants the hypercall gate for its users")
{
	mini_data.syscall_vector = LGUEST_TRAP_ENTRY;
	mini_data.syscall_entry = PAGE_OFFSET;
	hcall(LHCALL_LGUEST_INIT, pa(&mini_data), 0, 0);
}
