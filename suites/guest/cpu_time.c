// SPDX-License-Identifier: GPL-2.0
/* Processor time: counted when used, not when asleep, for children too. */
#include "check.h"

#include <sys/resource.h>
#include <sys/times.h>
#include <time.h>

static long long used_ns(int who)
{
	struct rusage ru;

	SYS(getrusage(who, &ru));
	return (ru.ru_utime.tv_sec + ru.ru_stime.tv_sec) * SECOND +
	       (ru.ru_utime.tv_usec + ru.ru_stime.tv_usec) * 1000LL;
}

static void burn(void *arg)
{
	long long end = clock_ns(CLOCK_PROCESS_CPUTIME_ID) + 100 * MS;

	(void)arg;
	while (clock_ns(CLOCK_PROCESS_CPUTIME_ID) < end)
		;
}

void test_cpu_time(void)
{
	long long before = used_ns(RUSAGE_SELF), slept, wall;
	struct tms tms;

	wall = clock_ns(CLOCK_MONOTONIC);
	burn(NULL);
	wall = clock_ns(CLOCK_MONOTONIC) - wall;
	CHECK(used_ns(RUSAGE_SELF) - before >= 50 * MS);
	CHECK(wall >= 90 * MS);		/* one processor is no more than time */

	before = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
	usleep(100000);
	slept = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - before;
	CHECK(slept < 80 * MS);

	child_exits(child_start(burn, NULL), 0);
	CHECK(used_ns(RUSAGE_CHILDREN) >= 50 * MS);
	CHECK(times(&tms) != (clock_t)-1);
	CHECK(tms.tms_cutime + tms.tms_cstime > 0);
}
