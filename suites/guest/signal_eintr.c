// SPDX-License-Identifier: GPL-2.0
/* Signals and sleeping system calls: EINTR, restart, waiting for a signal. */
#include "check.h"

#include <sys/time.h>
#include <time.h>

static int pipes[2];
static volatile int count, write_to;

static void on_alarm(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
	count++;
	if (write_to >= 0)
		CHECK_EQ(write(write_to, "x", 1), 1);
}

/* Repeating, so that one that comes before the sleep does no harm. */
static void alarm_ms(int ms)
{
	struct itimerval it = { { 0, ms * 1000 }, { 0, ms * 1000 } };

	SYS(setitimer(ITIMER_REAL, &it, NULL));
}

void test_signal_eintr(void)
{
	struct timespec ts = { 30, 0 }, rest = { 0, 0 };
	sigset_t set, none;
	siginfo_t info;
	char c;

	SYS(pipe(pipes));
	write_to = -1;
	handle(SIGALRM, on_alarm, 0);
	alarm_ms(20);
	FAILS(read(pipes[0], &c, 1), EINTR);
	FAILS(nanosleep(&ts, &rest), EINTR);
	CHECK(rest.tv_sec >= 20 && rest.tv_sec < 30);
	FAILS(pause(), EINTR);

	write_to = pipes[1];
	handle(SIGALRM, on_alarm, SA_RESTART);
	CHECK_EQ(read(pipes[0], &c, 1), 1);
	CHECK_EQ(c, 'x');
	write_to = -1;

	sigemptyset(&none);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	SYS(sigprocmask(SIG_BLOCK, &set, NULL));
	count = 0;
	FAILS(sigsuspend(&none), EINTR);
	CHECK_EQ(count, 1);
	CHECK_EQ(sigwaitinfo(&set, &info), SIGALRM);
	CHECK_EQ(count, 1);		/* taken, not handled */
	alarm_ms(0);
	ts = (struct timespec){ 0, 0 };
	while (sigtimedwait(&set, &info, &ts) == SIGALRM)
		;
	ts.tv_nsec = 10 * MS;
	FAILS(sigtimedwait(&set, &info, &ts), EAGAIN);
}
