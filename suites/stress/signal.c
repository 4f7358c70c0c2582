// SPDX-License-Identifier: GPL-2.0
/* Signals in numbers: those that queue are not lost, none comes twice. */
#include "stress.h"

#include <sys/time.h>
#include <time.h>

#define SENDERS	4
#define SIGNALS	400

/* Each sender's numbers arrive all, once, in order. */
void test_signal_queue(void)
{
	unsigned int next[SENDERS] = { 0 }, i, left = SENDERS * SIGNALS;
	union sigval value;
	siginfo_t info;
	pid_t pids[SENDERS];
	sigset_t set;
	int sig;

	sigemptyset(&set);
	for (i = 0; i < SENDERS; i++)
		sigaddset(&set, SIGRTMIN + i);
	SYS(sigprocmask(SIG_BLOCK, &set, NULL));
	for (i = 0; i < SENDERS; i++) {
		pids[i] = SYS(fork());
		if (pids[i])
			continue;
		for (value.sival_int = 0; value.sival_int < SIGNALS;) {
			if (!sigqueue(getppid(), SIGRTMIN + i, value))
				value.sival_int++;
			else
				CHECK_EQ(errno, EAGAIN);
		}
		_exit(0);
	}
	while (left--) {
		do {
			sig = sigwaitinfo(&set, &info);
		} while (sig < 0 && errno == EINTR);
		i = sig - SIGRTMIN;
		CHECK(i < SENDERS);
		CHECK_EQ(info.si_code, SI_QUEUE);
		CHECK_EQ(info.si_pid, pids[i]);
		CHECK_EQ(info.si_value.sival_int, next[i]);
		next[i]++;
	}
	for (i = 0; i < SENDERS; i++)
		child_exits(pids[i], 0);
	FAILS(sigtimedwait(&set, &info, &(struct timespec){ 0, 0 }), EAGAIN);
}

static volatile sig_atomic_t usr1;

static void on_usr1(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
	usr1++;
}

static void answer(unsigned int n, pid_t other, int first)
{
	sigset_t none;
	unsigned int i;

	sigemptyset(&none);
	if (first)
		SYS(kill(other, SIGUSR1));
	for (i = 1; i <= n; i++) {
		while (usr1 < (int)i)
			sigsuspend(&none);
		CHECK_EQ(usr1, i);
		if (!first || i < n)
			SYS(kill(other, SIGUSR1));
	}
}

void pingpong(unsigned int n)
{
	sigset_t set, old;
	pid_t pid;

	usr1 = 0;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	SYS(sigprocmask(SIG_BLOCK, &set, &old));
	handle(SIGUSR1, on_usr1, 0);
	pid = SYS(fork());
	if (!pid) {
		answer(n, getppid(), 0);
		_exit(0);
	}
	answer(n, pid, 1);
	child_exits(pid, 0);
	CHECK_EQ(usr1, n);
	SYS(sigprocmask(SIG_SETMASK, &old, NULL));
}

void test_signal_pingpong(void)
{
	pingpong(2000);
}

static volatile sig_atomic_t alarms;

static void on_alarm(int sig, siginfo_t *info, void *context)
{
	double x = alarms;

	(void)sig;
	(void)info;
	(void)context;
	alarms = x * 1.5 / 1.5 + 1;	/* with the FPU, that others use too */
}

/* A timer goes off in the middle of reads, writes and sums: nothing is lost. */
void test_signal_restart(void)
{
	struct itimerval timer = { { 0, 3000 }, { 0, 3000 } };
	unsigned char *buf = private_memory(16 * PAGE);
	size_t at, all = 64 * PAGE;
	double sum = 0;
	int pipes[2];
	pid_t pid;
	ssize_t n;

	SYS(pipe(pipes));
	pid = SYS(fork());
	handle(SIGALRM, on_alarm, SA_RESTART);
	SYS(setitimer(ITIMER_REAL, &timer, NULL));
	if (!pid) {
		close(pipes[0]);
		for (at = 0; at < all; at += n) {
			pattern_fill(buf, 4 * PAGE, at / PAGE);
			n = SYS(write(pipes[1], buf, 4 * PAGE));
			CHECK_EQ(n, 4 * PAGE);
		}
		close(pipes[1]);
		while (alarms < 50)
			sum += 0.5;
		CHECK(sum > 0);
		_exit(0);
	}
	close(pipes[1]);
	for (at = 0; at < all; at += n) {
		for (n = 0; n < 4 * PAGE;) {
			ssize_t got = SYS(read(pipes[0], buf + n, 4 * PAGE - n));

			CHECK(got > 0);
			n += got;
		}
		pattern_check(buf, 4 * PAGE, at / PAGE);
	}
	CHECK_EQ(read(pipes[0], buf, 1), 0);
	while (alarms < 50)
		sum += 0.5;
	CHECK(sum == (double)(long long)(sum * 2) / 2);
	child_exits(pid, 0);
}
