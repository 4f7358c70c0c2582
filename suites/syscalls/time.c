// SPDX-License-Identifier: GPL-2.0
/* Clocks, timers and sleeping: what is refused, what is left, what is counted. */
#include "syscalls.h"

#include <linux/stat.h>
#include <poll.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <time.h>

static volatile int alarms;

static void on_alarm(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
	alarms++;
}

static void clock_as_user(void)
{
	struct timespec t = { 1000, 0 };
	struct timex tx = { .modes = ADJ_OFFSET };

	FAILS(clock_settime(CLOCK_REALTIME, &t), EPERM);
	FAILS(settimeofday(&(struct timeval){ 1000, 0 }, NULL), EPERM);
	FAILS(adjtimex(&tx), EPERM);
}

void test_clock_errors(void)
{
	struct timespec t = { 0, 1000000000 };
	clockid_t cpu;

	FAILS(clock_gettime(99, &t), EINVAL);
	FAILS(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, NOWHERE), EFAULT);
	FAILS(syscall(SYS_clock_gettime64, 99, NOWHERE), EINVAL);
	FAILS(clock_settime(CLOCK_MONOTONIC, &(struct timespec){ 1, 0 }),
	      EINVAL);
	FAILS(clock_settime(CLOCK_REALTIME, &t), EINVAL);
	FAILS(clock_getres(99, &t), EINVAL);
	SYS(clock_getres(CLOCK_MONOTONIC, &t));
	CHECK(t.tv_sec == 0 && t.tv_nsec > 0);
	as_user(clock_as_user);
	CHECK_EQ(clock_getcpuclockid(0x3ffffff, &cpu), ESRCH);
	CHECK_EQ(clock_getcpuclockid(getpid(), &cpu), 0);
	SYS(clock_gettime(cpu, &t));
}

/* A sleep that a signal cuts short says how much is left. */
void test_sleep_left(void)
{
	struct itimerval timer = { { 0, 0 }, { 0, 30000 } };
	struct timespec t = { 0, 1000000000 }, left = { 77, 77 };
	long long start;

	FAILS(nanosleep(&t, NULL), EINVAL);
	t.tv_nsec = -1;
	FAILS(nanosleep(&t, NULL), EINVAL);
	FAILS(syscall(SYS_nanosleep, NOWHERE, NULL), EFAULT);
	CHECK_EQ(clock_nanosleep(99, 0, &left, NULL), EINVAL);
	t = (struct timespec){ 1, 0 };
	CHECK_EQ(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL), 0);
	handle(SIGALRM, on_alarm, SA_RESTART);
	start = clock_ns(CLOCK_MONOTONIC);
	SYS(setitimer(ITIMER_REAL, &timer, NULL));
	t.tv_sec = 1000;
	FAILS(nanosleep(&t, &left), EINTR);
	start = clock_ns(CLOCK_MONOTONIC) - start;
	CHECK(start >= 30 * MS);
	start += left.tv_sec * SECOND + left.tv_nsec;
	CHECK(start >= 1000 * SECOND);
	CHECK(start <= 1010 * SECOND);
}

void test_itimer_errors(void)
{
	struct itimerval t = { { 0, 0 }, { 0, 1000000 } }, old;

	FAILS(setitimer(77, &t, NULL), EINVAL);
	FAILS(setitimer(ITIMER_REAL, &t, NULL), EINVAL);
	t.it_value.tv_usec = -1;
	FAILS(setitimer(ITIMER_REAL, &t, NULL), EINVAL);
	FAILS(getitimer(77, &t), EINVAL);
	FAILS(syscall(SYS_getitimer, ITIMER_REAL, NOWHERE), EFAULT);
	CHECK_EQ(alarm(500), 0);
	SYS(getitimer(ITIMER_REAL, &old));
	CHECK(old.it_value.tv_sec >= 400 && old.it_value.tv_sec <= 500);
	CHECK(alarm(0) >= 400);
	SYS(getitimer(ITIMER_REAL, &old));
	CHECK(!old.it_value.tv_sec && !old.it_value.tv_usec);
	/* CPU time: goes off while it computes */
	handle(SIGVTALRM, on_alarm, 0);
	t.it_value.tv_usec = 20000;
	SYS(setitimer(ITIMER_VIRTUAL, &t, NULL));
	while (!alarms)
		;
	CHECK_EQ(alarms, 1);
}

void test_timer_errors(void)
{
	struct sigevent e = { .sigev_notify = SIGEV_SIGNAL,
			      .sigev_signo = SIGRTMIN };
	struct itimerspec t = { { 0, 2000000 }, { 0, 2000000 } }, now;
	struct timespec limit = { 60, 0 };
	siginfo_t info;
	sigset_t set;
	timer_t id;
	int n = 0;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	SYS(sigprocmask(SIG_BLOCK, &set, NULL));
	FAILS(timer_create(99, &e, &id), EINVAL);
	e.sigev_signo = 65;
	FAILS(timer_create(CLOCK_MONOTONIC, &e, &id), EINVAL);
	e.sigev_signo = SIGRTMIN;
	FAILS(syscall(SYS_timer_delete, 9999), EINVAL);
	FAILS(syscall(SYS_timer_gettime, 9999, &now), EINVAL);
	NEED(timer_create(CLOCK_MONOTONIC, &e, &id), "CONFIG_POSIX_TIMERS");
	t.it_value.tv_nsec = 1000000000;
	FAILS(timer_settime(id, 0, &t, NULL), EINVAL);
	t.it_value.tv_nsec = 2000000;
	SYS(timer_settime(id, 0, &t, NULL));
	/* what is not taken is counted */
	while (n < 20) {
		CHECK_EQ(sigtimedwait(&set, &info, &limit), SIGRTMIN);
		CHECK_EQ(info.si_code, SI_TIMER);
		n += 1 + timer_getoverrun(id);
		usleep(10000);
	}
	SYS(timer_gettime(id, &now));
	CHECK(now.it_value.tv_nsec <= 2000000);
	CHECK_EQ(now.it_interval.tv_nsec, 2000000);
	SYS(timer_delete(id));
	FAILS(timer_getoverrun(id), EINVAL);
}

void test_timerfd_errors(void)
{
	struct itimerspec t = { { 0, 0 }, { 0, 1000000000 } }, now;
	int fd = NEED(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK),
		      "CONFIG_TIMERFD");
	uint64_t n;

	FAILS(timerfd_create(99, 0), EINVAL);
	FAILS(timerfd_create(CLOCK_MONOTONIC, 0x40000000), EINVAL);
	FAILS(timerfd_settime(fd, 0, &t, NULL), EINVAL);
	FAILS(timerfd_settime(0, 0, &t, NULL), EINVAL);
	FAILS(timerfd_settime(-1, 0, &t, NULL), EINVAL);
	FAILS(timerfd_settime(fd, 0x80, &t, NULL), EINVAL);
	FAILS(read(fd, &n, 8), EAGAIN);
	FAILS(read(fd, &n, 4), EINVAL);
	t = (struct itimerspec){ { 0, 0 }, { 100, 0 } };
	SYS(timerfd_settime(fd, 0, &t, NULL));
	SYS(timerfd_gettime(fd, &now));
	CHECK(now.it_value.tv_sec >= 90);
	t.it_value = (struct timespec){ 1, 0 };		/* long past */
	t.it_interval = (struct timespec){ 0, 500000000 };
	SYS(timerfd_settime(fd, TFD_TIMER_ABSTIME, &t, &now));
	CHECK(now.it_value.tv_sec >= 80);
	CHECK_EQ(poll(&(struct pollfd){ fd, POLLIN, 0 }, 1, -1), 1);
	CHECK_EQ(read(fd, &n, 8), 8);
	CHECK(n >= 1);
	/* the clock is set: a timer that asked for it is told */
	if (in_guest()) {
		fd = SYS(timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK));
		SYS(clock_gettime(CLOCK_REALTIME, &now.it_value));
		t.it_value.tv_sec = now.it_value.tv_sec + 1000;
		SYS(timerfd_settime(fd, TFD_TIMER_ABSTIME |
				    TFD_TIMER_CANCEL_ON_SET, &t, NULL));
		SYS(clock_settime(CLOCK_REALTIME, &now.it_value));
		FAILS(read(fd, &n, 8), ECANCELED);
	}
}

/* Beyond what fits in 32 bits: the calls with 64-bit times. */
void test_time_64(void)
{
	struct { long long sec, nsec; } t[2] = { { 3000000000LL, 5 },
						 { 5000000000LL, 7 } }, back;
	struct { long long a, b, c, d; } spec = { 0, 0, 9000000000LL, 0 }, now;
	struct statx sx;
	int fd;

	fd = SYS(syscall(SYS_timerfd_create, CLOCK_REALTIME, 0));
	NEED(syscall(SYS_timerfd_settime64, fd, TFD_TIMER_ABSTIME, &spec,
		     NULL), "64-bit times");
	SYS(syscall(SYS_timerfd_gettime64, fd, &now));
	SYS(syscall(SYS_clock_gettime64, CLOCK_REALTIME, &back));
	CHECK(now.c + back.sec >= 9000000000LL - 100);
	CHECK(now.c + back.sec <= 9000000000LL + 100);
	unlink("/dev/shm/lgcheck-time");	/* of one that failed */
	make_file("/dev/shm/lgcheck-time", "", 0600);
	SYS(syscall(SYS_utimensat_time64, AT_FDCWD, "/dev/shm/lgcheck-time", t,
		    0));
	SYS(syscall(SYS_statx, AT_FDCWD, "/dev/shm/lgcheck-time", 0,
		    STATX_BASIC_STATS, &sx));
	SYS(unlink("/dev/shm/lgcheck-time"));
	CHECK_EQ(sx.stx_atime.tv_sec, t[0].sec);
	CHECK_EQ(sx.stx_mtime.tv_sec, t[1].sec);
	CHECK_EQ(sx.stx_mtime.tv_nsec, 7);
}
