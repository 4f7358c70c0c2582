// SPDX-License-Identifier: GPL-2.0
/* Sleeping: never shorter than asked, never absurdly long. */
#include "check.h"

#include <time.h>

static void took(long long start, long long at_least)
{
	long long ns = clock_ns(CLOCK_MONOTONIC) - start;

	if (ns < at_least || ns > at_least + 10 * SECOND)
		check_failed(__FILE__, __LINE__,
			     "slept %lld us instead of %lld", ns / 1000,
			     at_least / 1000);
}

void test_timer_sleep(void)
{
	static const int ms[] = { 1, 3, 10, 30, 100 };
	struct timespec ts;
	long long start;
	size_t i;

	for (i = 0; i < sizeof(ms) / sizeof(ms[0]); i++) {
		ts = (struct timespec){ 0, ms[i] * MS };
		start = clock_ns(CLOCK_MONOTONIC);
		SYS(nanosleep(&ts, NULL));
		took(start, ms[i] * MS);
	}
	start = clock_ns(CLOCK_MONOTONIC);
	ts.tv_sec = (start + 40 * MS) / SECOND;
	ts.tv_nsec = (start + 40 * MS) % SECOND;
	CHECK_EQ(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL),
		 0);
	took(start, 40 * MS);
	CHECK_EQ(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL),
		 0);			/* in the past: at once */
	for (i = 0; i < 20; i++)
		usleep(200);
	took(start, 40 * MS + 20 * 200000);
	ts = (struct timespec){ 0, SECOND };
	FAILS(nanosleep(&ts, NULL), EINVAL);
}
