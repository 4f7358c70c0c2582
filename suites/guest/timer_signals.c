// SPDX-License-Identifier: GPL-2.0
/* Interval timers: as many signals as the time allows, in a spinning loop. */
#include "check.h"

#include <sys/time.h>
#include <time.h>

static volatile int count;

static void on_tick(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
	count++;
}

/* Spin in user mode only: no system call that could deliver a signal. */
static void spin_until(int n)
{
	while (count < n)
		asm volatile("");
}

static void interval(int which, int sig)
{
	struct itimerval it = { { 0, 10000 }, { 0, 10000 } }, off = { 0 };
	long long start = clock_ns(CLOCK_MONOTONIC), ns;

	handle(sig, on_tick, 0);
	count = 0;
	SYS(setitimer(which, &it, NULL));
	spin_until(5);
	SYS(setitimer(which, &off, &it));
	ns = clock_ns(CLOCK_MONOTONIC) - start;
	CHECK(ns >= 40 * MS);		/* processor time is told in ticks */
	CHECK(ns < 20 * SECOND);
	CHECK(it.it_interval.tv_usec >= 10000);
}

static void posix_timer(void)
{
	struct sigevent ev = { .sigev_notify = SIGEV_SIGNAL,
			       .sigev_signo = SIGUSR2 };
	struct itimerspec its = { { 0, 0 }, { 0, 20 * MS } };
	long long start;
	timer_t timer;

	if (timer_create(CLOCK_MONOTONIC, &ev, &timer)) {
		CHECK_EQ(errno, ENOSYS);	/* the kernel has none */
		return;
	}
	handle(SIGUSR2, on_tick, 0);
	count = 0;
	start = clock_ns(CLOCK_MONOTONIC);
	SYS(timer_settime(timer, 0, &its, NULL));
	spin_until(1);
	CHECK(clock_ns(CLOCK_MONOTONIC) - start >= 20 * MS);
	SYS(timer_delete(timer));
}

void test_timer_signals(void)
{
	interval(ITIMER_REAL, SIGALRM);
	interval(ITIMER_VIRTUAL, SIGVTALRM);
	interval(ITIMER_PROF, SIGPROF);
	posix_timer();
}
