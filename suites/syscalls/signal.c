// SPDX-License-Identifier: GPL-2.0
/* Signals: what is refused, how they queue, where they are delivered. */
#include "syscalls.h"

#include <sys/signalfd.h>
#include <sys/time.h>
#include <time.h>

static volatile int got[65], order[16], n_order, depth, deepest;

static void note(int sig, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	got[sig]++;
	if (n_order < 16)
		order[n_order++] = sig;
	if (++depth > deepest)
		deepest = depth;
	if (sig == SIGUSR1 && got[sig] == 1)
		raise(SIGUSR1);
	depth--;
}

static void block(int how, int sig)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	SYS(sigprocmask(how, &set, NULL));
}

void test_sigaction_errors(void)
{
	struct sigaction sa = { .sa_handler = SIG_IGN };

	FAILS(sigaction(SIGKILL, &sa, NULL), EINVAL);
	FAILS(sigaction(SIGSTOP, &sa, NULL), EINVAL);
	FAILS(syscall(SYS_rt_sigaction, 0, &sa, NULL, 8), EINVAL);
	FAILS(syscall(SYS_rt_sigaction, 65, &sa, NULL, 8), EINVAL);
	FAILS(syscall(SYS_rt_sigaction, SIGHUP, NOWHERE, NULL, 8), EFAULT);
	FAILS(syscall(SYS_rt_sigaction, SIGHUP, NULL, NULL, 4), EINVAL);
	FAILS(syscall(SYS_rt_sigprocmask, 77, &sa, NULL, 8), EINVAL);
	FAILS(syscall(SYS_rt_sigprocmask, SIG_BLOCK, &sa, NULL, 16), EINVAL);
	FAILS(syscall(SYS_rt_sigpending, NOWHERE, 8), EFAULT);
	/* the same signal again: after the handler, or in it */
	handle(SIGUSR1, note, 0);
	raise(SIGUSR1);
	CHECK_EQ(got[SIGUSR1], 2);
	CHECK_EQ(deepest, 1);
	got[SIGUSR1] = 0;
	handle(SIGUSR1, note, SA_NODEFER);
	raise(SIGUSR1);
	CHECK_EQ(got[SIGUSR1], 2);
	CHECK_EQ(deepest, 2);
	handle(SIGUSR2, note, SA_RESETHAND);
	raise(SIGUSR2);
	SYS(sigaction(SIGUSR2, NULL, &sa));
	CHECK(sa.sa_handler == SIG_DFL);
	CHECK_EQ(got[SIGUSR2], 1);
}

void test_sigmask_kill_stop(void)
{
	sigset_t set;

	sigfillset(&set);
	SYS(sigprocmask(SIG_SETMASK, &set, NULL));
	SYS(sigprocmask(SIG_SETMASK, NULL, &set));
	CHECK_EQ(sigismember(&set, SIGKILL), 0);
	CHECK_EQ(sigismember(&set, SIGSTOP), 0);
	CHECK_EQ(sigismember(&set, SIGTERM), 1);
}

static void kill_as_user(void)
{
	union sigval v = { 0 };
	siginfo_t info = { .si_code = SI_USER };

	FAILS(kill(getppid(), 0), EPERM);
	FAILS(kill(1, SIGTERM), EPERM);
	FAILS(sigqueue(getppid(), SIGTERM, v), EPERM);
	FAILS(syscall(SYS_rt_sigqueueinfo, getppid(), SIGHUP, &info), EPERM);
	SYS(kill(getpid(), 0));
}

void test_kill_errors(void)
{
	union sigval v = { 0 };

	FAILS(kill(getpid(), 65), EINVAL);
	FAILS(kill(getpid(), -1), EINVAL);
	FAILS(kill(0x3ffffff, SIGTERM), ESRCH);
	FAILS(kill(-0x3ffffff, 0), ESRCH);
	FAILS(syscall(SYS_tgkill, getpid(), -1, 0), EINVAL);
	FAILS(syscall(SYS_tgkill, getpid(), 1, 0), ESRCH);
	FAILS(syscall(SYS_tkill, 0, 0), EINVAL);
	FAILS(sigqueue(0x3ffffff, 0, v), ESRCH);
	FAILS(sigqueue(getpid(), 65, v), EINVAL);
	as_user(kill_as_user);
}

/* Plain signals once, real-time ones each; the lowest number first. */
void test_signal_order(void)
{
	static const int sent[] = { SIGTERM, SIGHUP, SIGTERM, 40, 36, 40, 40 };
	static const int want[] = { 40, 40, 40, 36, SIGTERM, SIGHUP };
	sigset_t none;
	unsigned int i;

	for (i = 0; i < 7; i++) {
		handle(sent[i], note, 0);
		block(SIG_BLOCK, sent[i]);
		SYS(kill(getpid(), sent[i]));
	}
	CHECK_EQ(n_order, 0);
	sigemptyset(&none);
	SYS(sigprocmask(SIG_SETMASK, &none, NULL));
	/* taken lowest first, each above the last: run from the top */
	CHECK_EQ(n_order, 6);
	for (i = 0; i < 6; i++)
		CHECK_EQ(order[i], want[i]);
}

void test_signalfd_errors(void)
{
	struct signalfd_siginfo info[3];
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, 40);
	fd = NEED(signalfd(-1, &set, SFD_NONBLOCK), "CONFIG_SIGNALFD");
	FAILS(signalfd(-1, &set, 0x40000000), EINVAL);
	FAILS(signalfd(0, &set, 0), EINVAL);
	FAILS(signalfd(999, &set, 0), EBADF);
	SYS(sigprocmask(SIG_BLOCK, &set, NULL));
	FAILS(read(fd, info, sizeof(info)), EAGAIN);
	FAILS(read(fd, info, 8), EINVAL);
	SYS(raise(SIGUSR1));
	SYS(sigqueue(getpid(), 40, (union sigval){ 77 }));
	CHECK_EQ(read(fd, info, sizeof(info)), 2 * sizeof(*info));
	CHECK_EQ(info[0].ssi_signo, SIGUSR1);
	CHECK_EQ(info[1].ssi_signo, 40);
	CHECK_EQ(info[1].ssi_int, 77);
	CHECK_EQ(info[1].ssi_pid, getpid());
	FAILS(read(fd, info, sizeof(info)), EAGAIN);
}

static stack_t on_stack;
static int change_errno, in_handler;

static void on_usr1_stack(int sig, siginfo_t *info, void *context)
{
	stack_t other = { .ss_sp = on_stack.ss_sp, .ss_size = SIGSTKSZ };
	stack_t now;

	(void)sig;
	(void)info;
	(void)context;
	sigaltstack(NULL, &now);
	in_handler = now.ss_flags;
	change_errno = sigaltstack(&other, NULL) ? errno : 0;
}

void test_sigaltstack_errors(void)
{
	stack_t s = { .ss_sp = private_memory(65536), .ss_size = 1024 }, now;

	FAILS(sigaltstack(&s, NULL), ENOMEM);
	s.ss_size = 65536;
	s.ss_flags = 77;
	FAILS(sigaltstack(&s, NULL), EINVAL);
	FAILS(sigaltstack(NOWHERE, NULL), EFAULT);
	s.ss_flags = 0;
	on_stack = s;
	SYS(sigaltstack(&s, NULL));
	handle(SIGUSR1, on_usr1_stack, SA_ONSTACK);
	raise(SIGUSR1);
	CHECK_EQ(in_handler, SS_ONSTACK);
	CHECK_EQ(change_errno, EPERM);
	s.ss_flags = SS_DISABLE;
	SYS(sigaltstack(&s, NULL));
	SYS(sigaltstack(NULL, &now));
	CHECK_EQ(now.ss_flags, SS_DISABLE);
}

void test_sigwait_errors(void)
{
	struct timespec t = { 0, 0 };
	struct itimerval timer = { { 0, 0 }, { 0, 20000 } };
	siginfo_t info;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	SYS(sigprocmask(SIG_BLOCK, &set, NULL));
	FAILS(sigtimedwait(&set, &info, &t), EAGAIN);
	t.tv_nsec = 1000000000;
	FAILS(sigtimedwait(&set, &info, &t), EINVAL);
	t.tv_nsec = -1;
	FAILS(sigtimedwait(&set, &info, &t), EINVAL);
	FAILS(syscall(SYS_rt_sigtimedwait, NOWHERE, &info, &t, 8), EFAULT);
	FAILS(syscall(SYS_rt_sigtimedwait, &set, &info, NULL, 4), EINVAL);
	SYS(sigqueue(getpid(), SIGUSR2, (union sigval){ 5 }));
	t.tv_nsec = 0;
	CHECK_EQ(sigtimedwait(&set, &info, &t), SIGUSR2);
	CHECK_EQ(info.si_value.sival_int, 5);
	/* another signal ends the wait */
	handle(SIGALRM, note, SA_RESTART);
	SYS(setitimer(ITIMER_REAL, &timer, NULL));
	FAILS(sigwaitinfo(&set, &info), EINTR);
	CHECK_EQ(got[SIGALRM], 1);
	sigemptyset(&set);
	SYS(setitimer(ITIMER_REAL, &timer, NULL));
	FAILS(sigsuspend(&set), EINTR);
	CHECK_EQ(got[SIGALRM], 2);
}
