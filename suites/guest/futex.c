// SPDX-License-Identifier: GPL-2.0
/* futex: wait and wake between two processes, and the ways not to wait. */
#include "check.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>

#define ROUNDS	500

static long futex(volatile uint32_t *word, int op, uint32_t value,
		  struct timespec *timeout)
{
	return syscall(SYS_futex, word, op, value, timeout, NULL, 0);
}

static void wait_while(volatile uint32_t *word, uint32_t value)
{
	while (*word == value)
		if (futex(word, FUTEX_WAIT, value, NULL))
			CHECK(errno == EAGAIN || errno == EINTR);
}

static void other(void *arg)
{
	volatile uint32_t *turn = arg;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		wait_while(turn, 0);
		turn[1]++;
		*turn = 0;
		futex(turn, FUTEX_WAKE, 1, NULL);
	}
}

static void sleeper(void *arg)
{
	wait_while(arg, 7);
}

void test_futex(void)
{
	volatile uint32_t *turn = shared_memory(PAGE);
	struct timespec ts = { 0, 20 * MS };
	long long before;
	pid_t pids[3];
	int i;

	pids[0] = child_start(other, (void *)turn);
	for (i = 0; i < ROUNDS; i++) {
		wait_while(turn, 1);
		CHECK_EQ(turn[1], i);
		*turn = 1;
		futex(turn, FUTEX_WAKE, 1, NULL);
	}
	child_exits(pids[0], 0);
	CHECK_EQ(turn[1], ROUNDS);

	FAILS(futex(turn, FUTEX_WAIT, *turn + 1, NULL), EAGAIN);
	before = clock_ns(CLOCK_MONOTONIC);
	FAILS(futex(turn, FUTEX_WAIT, *turn, &ts), ETIMEDOUT);
	CHECK(clock_ns(CLOCK_MONOTONIC) - before >= 20 * MS);
	FAILS(futex((uint32_t *)3, FUTEX_WAIT, 0, NULL), EINVAL);

	/* asleep already or not yet: nobody may be left waiting */
	*turn = 7;
	for (i = 0; i < 3; i++)
		pids[i] = child_start(sleeper, (void *)turn);
	*turn = 8;
	SYS(futex(turn, FUTEX_WAKE, 3, NULL));
	for (i = 0; i < 3; i++)
		child_exits(pids[i], 0);
}
