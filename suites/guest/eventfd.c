// SPDX-License-Identifier: GPL-2.0
/* eventfd: a counter to sleep on, between two processes. */
#include "check.h"

#include <sys/eventfd.h>

#define ROUNDS	200

void test_eventfd(void)
{
	int there = eventfd(0, 0), back = eventfd(0, 0), sem, i;
	uint64_t v;
	pid_t pid;

	if (there < 0 && errno == ENOSYS)
		skip("the kernel has no eventfd");
	CHECK(there >= 0 && back >= 0);
	pid = SYS(fork());
	if (!pid) {
		for (i = 1; i <= ROUNDS; i++) {
			CHECK_EQ(read(there, &v, 8), 8);
			CHECK_EQ(v, i);
			v = (uint64_t)i << 33;
			CHECK_EQ(write(back, &v, 8), 8);
		}
		_exit(0);
	}
	for (i = 1; i <= ROUNDS; i++) {
		v = i;
		CHECK_EQ(write(there, &v, 8), 8);
		CHECK_EQ(read(back, &v, 8), 8);
		CHECK_EQ(v, (uint64_t)i << 33);
	}
	child_exits(pid, 0);
	sem = SYS(eventfd(3, EFD_SEMAPHORE | EFD_NONBLOCK));
	for (i = 0; i < 3; i++) {
		CHECK_EQ(read(sem, &v, 8), 8);
		CHECK_EQ(v, 1);
	}
	FAILS(read(sem, &v, 8), EAGAIN);
	FAILS(read(sem, &v, 4), EINVAL);
}
