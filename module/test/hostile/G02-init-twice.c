// SPDX-License-Identifier: GPL-2.0
/* G02: LGUEST_INIT twice, directly and by the ring. */
#define MINI_RAW
#include "hostile.h"

EXPECT(0, "killed: LGUEST_INIT a second time");
EXPECT(1, "killed: LGUEST_INIT a second time");
RING;

MINI("initialises twice")
{
	ring_start();
	if (!variant())
		mini_init();
	ring_put(LHCALL_LGUEST_INIT, pa(&mini_data), 0, 0);
	hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
}
