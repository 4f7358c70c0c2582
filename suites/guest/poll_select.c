// SPDX-License-Identifier: GPL-2.0
/* poll and select: ready, not ready, hung up, and timeouts that are kept. */
#include "check.h"

#include <poll.h>
#include <sys/select.h>
#include <time.h>

void test_poll_select(void)
{
	struct timeval tv = { 0, 15000 };
	struct pollfd p[2];
	int a[2], b[2];
	long long before;
	fd_set set;

	SYS(pipe(a));
	SYS(pipe(b));
	p[0] = (struct pollfd){ a[0], POLLIN, 0 };
	p[1] = (struct pollfd){ b[1], POLLOUT, 0 };
	CHECK_EQ(poll(p, 2, -1), 1);
	CHECK_EQ(p[0].revents, 0);
	CHECK_EQ(p[1].revents, POLLOUT);
	before = clock_ns(CLOCK_MONOTONIC);
	CHECK_EQ(poll(p, 1, 15), 0);
	CHECK(clock_ns(CLOCK_MONOTONIC) - before >= 15 * MS);
	CHECK_EQ(write(a[1], "x", 1), 1);
	CHECK_EQ(poll(p, 1, -1), 1);
	CHECK_EQ(p[0].revents, POLLIN);
	close(a[1]);
	CHECK_EQ(poll(p, 1, -1), 1);
	CHECK_EQ(p[0].revents, POLLIN | POLLHUP);
	close(b[0]);
	CHECK_EQ(poll(p + 1, 1, -1), 1);
	CHECK(p[1].revents & POLLERR);
	p[0].fd = 999;
	CHECK_EQ(poll(p, 1, -1), 1);
	CHECK_EQ(p[0].revents, POLLNVAL);

	SYS(pipe(b));
	FD_ZERO(&set);
	FD_SET(a[0], &set);
	FD_SET(b[0], &set);
	CHECK_EQ(select(20, &set, NULL, NULL, NULL), 1);
	CHECK(FD_ISSET(a[0], &set) && !FD_ISSET(b[0], &set));
	FD_ZERO(&set);
	FD_SET(b[0], &set);
	before = clock_ns(CLOCK_MONOTONIC);
	CHECK_EQ(select(20, &set, NULL, NULL, &tv), 0);
	CHECK(clock_ns(CLOCK_MONOTONIC) - before >= 15 * MS);
	FAILS(select(20, (fd_set *)8, NULL, NULL, NULL), EFAULT);
}
