// SPDX-License-Identifier: GPL-2.0
/* Wall clock and monotonic clock of the host. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("reads the clocks")
{
	u32 wall = hcall(LHCALL_GET_WALLCLOCK, 0, 0, 0), i;
	u64 first = mini_clock(), last = first, now;

	CHECK(wall > 1500000000);
	/* It began when the guest did, not with its host. */
	CHECK(first < 10 * 1000000000ull);
	for (i = 0; i < 1000; i++) {
		now = mini_clock();
		CHECK(now >= last);
		last = now;
	}
	CHECK(last > first);
	now = hcall(LHCALL_GET_WALLCLOCK, 0, 0, 0);
	CHECK(now >= wall && now < wall + 20);
}
