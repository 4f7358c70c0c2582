// SPDX-License-Identifier: GPL-2.0
/* The monotonic clock. */
#include "lib/clock.h"

#include <time.h>

uint64_t clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * UINT64_C(1000000000) + t.tv_nsec;
}
