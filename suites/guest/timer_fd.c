// SPDX-License-Identifier: GPL-2.0
/* timerfd: expirations are counted and not lost while nobody reads. */
#include "check.h"

#include <sys/timerfd.h>
#include <time.h>

void test_timer_fd(void)
{
	struct itimerspec its = { { 0, 5 * MS }, { 0, 5 * MS } };
	long long start = clock_ns(CLOCK_MONOTONIC), ns;
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);
	uint64_t n, total = 0;

	if (fd < 0 && errno == ENOSYS)
		skip("the kernel has no timerfd");
	CHECK(fd >= 0);
	SYS(timerfd_settime(fd, 0, &its, NULL));
	while (total < 8) {
		CHECK_EQ(read(fd, &n, 8), 8);
		CHECK(n >= 1);
		total += n;
	}
	usleep(30000);
	CHECK_EQ(read(fd, &n, 8), 8);
	CHECK(n >= 5);
	total += n;
	ns = clock_ns(CLOCK_MONOTONIC) - start;
	CHECK(total <= (uint64_t)(ns / (5 * MS)));
	SYS(timerfd_gettime(fd, &its));
	CHECK_EQ(its.it_interval.tv_nsec, 5 * MS);
}
