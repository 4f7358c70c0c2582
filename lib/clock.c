// SPDX-License-Identifier: GPL-2.0
/* The monotonic clock, and dates. */
#include "lib/clock.h"

uint64_t clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * UINT64_C(1000000000) + t.tv_nsec;
}

void clock_utc(char *dst, size_t size, const char *format, time_t when)
{
	struct tm tm;

	dst[0] = '\0';
	if (gmtime_r(&when, &tm))
		strftime(dst, size, format, &tm);
}
