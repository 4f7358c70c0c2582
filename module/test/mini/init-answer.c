// SPDX-License-Identifier: GPL-2.0
/* What the host fills in at LGUEST_INIT, and what it leaves. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("looks at lguest_data")
{
	CHECK(mini_data.reserve_mem == 0x400000);
	CHECK(mini_data.device_pfn == 4096);
	CHECK(mini_data.guestid < 65536);
	CHECK(mini_data.irq_enabled == 0 && mini_data.irq_pending == 0);
	CHECK(mini_data.noirq_start == (u32)mini_iret);
}
