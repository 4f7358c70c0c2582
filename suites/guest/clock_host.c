// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's wall clock against the host's: the harness passes the seconds
 * since 1970 at launch as lgcheck.time= on the kernel command line.
 */
#include "check.h"

#include <sys/time.h>
#include <time.h>

#define BOOT_MAX	120	/* seconds from launch to the first user code */

void test_clock_host(void)
{
	static char line[4096];
	long long launch, boot, mono;
	struct timespec ts;
	struct timeval tv;
	char *word;

	/* all the ways to ask agree */
	SYS(clock_gettime(CLOCK_REALTIME, &ts));
	SYS(gettimeofday(&tv, NULL));
	CHECK(tv.tv_sec - ts.tv_sec >= 0 && tv.tv_sec - ts.tv_sec <= 5);
	CHECK(time(NULL) - ts.tv_sec >= -1 && time(NULL) - ts.tv_sec <= 5);

	read_text("/proc/cmdline", line, sizeof(line));
	word = strstr(line, "lgcheck.time=");
	if (!word)
		skip("no lgcheck.time= on the kernel command line");
	launch = strtoll(word + strlen("lgcheck.time="), NULL, 10);
	CHECK(launch > 1000000000);
	boot = ts.tv_sec - clock_ns(CLOCK_BOOTTIME) / SECOND;
	if (boot < launch - 2 || boot > launch + BOOT_MAX)
		check_failed(__FILE__, __LINE__,
			     "booted at %lld by the guest's clock, but was launched at %lld by the host's",
			     boot, launch);

	/* setting the wall clock moves it, and the monotonic one not */
	mono = clock_ns(CLOCK_MONOTONIC);
	ts.tv_sec += 100000;
	SYS(clock_settime(CLOCK_REALTIME, &ts));
	CHECK(clock_ns(CLOCK_REALTIME) / SECOND >= ts.tv_sec);
	CHECK(clock_ns(CLOCK_REALTIME) / SECOND < ts.tv_sec + 20);
	CHECK(clock_ns(CLOCK_MONOTONIC) - mono < 20 * SECOND);
	ts.tv_sec -= 100000;
	SYS(clock_settime(CLOCK_REALTIME, &ts));
}
