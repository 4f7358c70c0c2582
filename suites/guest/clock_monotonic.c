// SPDX-License-Identifier: GPL-2.0
/* No clock ever goes backwards, and the fast and the slow path agree. */
#include "check.h"

#include <sys/syscall.h>
#include <time.h>

static long long by_syscall(int clock)
{
	struct timespec ts;

	SYS(syscall(SYS_clock_gettime, clock, &ts));
	return ts.tv_sec * SECOND + ts.tv_nsec;
}

void test_clock_monotonic(void)
{
	static const int other[] = { CLOCK_REALTIME, CLOCK_MONOTONIC_RAW,
				     CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME };
	long long last = 0, now, first;
	struct timespec res;
	size_t c;
	int i;

	first = clock_ns(CLOCK_MONOTONIC);
	for (i = 0; i < 100000; i++) {
		now = clock_ns(CLOCK_MONOTONIC);
		CHECK(now >= last);
		last = now;
	}
	CHECK(last > first);
	CHECK(last - first < 60 * SECOND);
	for (i = 0; i < 2000; i++) {
		now = by_syscall(CLOCK_MONOTONIC);
		CHECK(now >= last);
		last = clock_ns(CLOCK_MONOTONIC);
		CHECK(last >= now);
	}
	for (c = 0; c < sizeof(other) / sizeof(other[0]); c++) {
		for (last = 0, i = 0; i < 2000; i++) {
			now = clock_ns(other[c]);
			CHECK(now >= last);
			last = now;
		}
	}
	SYS(clock_getres(CLOCK_MONOTONIC, &res));
	CHECK(res.tv_sec == 0 && res.tv_nsec > 0);
}
