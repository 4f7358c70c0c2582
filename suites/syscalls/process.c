// SPDX-License-Identifier: GPL-2.0
/* Processes: waiting, groups, identities, limits, what is handed on. */
#include "syscalls.h"

#include <grp.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define NO_PID 0x3ffffff	/* beyond what pid_max can be */

static void exit_with_3(void *arg)
{
	(void)arg;
	_exit(3);
}

static void wait_for_kill(void *arg)
{
	(void)arg;
	for (;;)
		pause();
}

void test_wait_errors(void)
{
	siginfo_t info;
	int status;
	pid_t pid;

	FAILS(waitpid(-1, &status, 0), ECHILD);
	FAILS(waitpid(getpid(), &status, 0), ECHILD);
	FAILS(waitpid(-1, &status, 0x100), EINVAL);
	FAILS(waitid(P_ALL, 0, &info, 0), EINVAL);
	FAILS(waitid(77, 0, &info, WEXITED), EINVAL);
	pid = child_start(exit_with_3, NULL);
	FAILS(waitpid(pid + 1, &status, 0), ECHILD);
	memset(&info, 0, sizeof(info));
	SYS(waitid(P_PID, pid, &info, WEXITED | WNOWAIT));
	CHECK_EQ(info.si_code, CLD_EXITED);
	CHECK_EQ(info.si_status, 3);
	CHECK_EQ(info.si_pid, pid);
	SYS(kill(pid, 0));			/* a zombie is still one */
	child_exits(pid, 3);
	FAILS(kill(pid, 0), ESRCH);

	pid = child_start(wait_for_kill, NULL);
	CHECK_EQ(waitpid(pid, &status, WNOHANG), 0);
	SYS(kill(pid, SIGSTOP));
	CHECK_EQ(waitpid(pid, &status, WUNTRACED), pid);
	CHECK(WIFSTOPPED(status));
	CHECK_EQ(WSTOPSIG(status), SIGSTOP);
	SYS(kill(pid, SIGCONT));
	CHECK_EQ(waitpid(pid, &status, WCONTINUED), pid);
	CHECK(WIFCONTINUED(status));
	SYS(kill(pid, SIGKILL));
	memset(&info, 0, sizeof(info));
	SYS(waitid(P_PGID, getpgrp(), &info, WEXITED));
	CHECK_EQ(info.si_code, CLD_KILLED);
	CHECK_EQ(info.si_status, SIGKILL);
	signal(SIGCHLD, SIG_IGN);		/* children leave nothing */
	child_start(exit_with_3, NULL);
	FAILS(waitpid(-1, &status, 0), ECHILD);
}

static void fork_as_user(void)
{
	struct rlimit limit = { 3, 3 };
	pid_t a, b;

	SYS(setrlimit(RLIMIT_NPROC, &limit));
	a = child_start(wait_for_kill, NULL);
	b = child_start(wait_for_kill, NULL);
	FAILS(fork(), EAGAIN);
	SYS(kill(a, SIGKILL));
	child_dies(a, SIGKILL);
	a = child_start(exit_with_3, NULL);
	child_exits(a, 3);
	SYS(kill(b, SIGKILL));
	child_dies(b, SIGKILL);
}

void test_fork_limit(void)
{
	as_user(fork_as_user);
}

static void groups(void *arg)
{
	int *pipes = arg;
	char c;

	SYS(setsid());
	FAILS(setsid(), EPERM);
	FAILS(setpgid(0, 0), EPERM);
	CHECK_EQ(getsid(0), getpid());
	CHECK_EQ(write(pipes[1], "x", 1), 1);
	CHECK_EQ(read(pipes[2], &c, 1), 1);
}

void test_group_errors(void)
{
	int pipes[4];
	pid_t pid;
	char c;

	SYS(pipe(pipes));
	SYS(pipe(pipes + 2));
	FAILS(setpgid(-1, 0), EINVAL);
	FAILS(setpgid(0, -1), EINVAL);
	FAILS(setpgid(NO_PID, 0), ESRCH);
	FAILS(setpgid(1, 0), ESRCH);		/* no child of ours */
	FAILS(getpgid(NO_PID), ESRCH);
	FAILS(getsid(NO_PID), ESRCH);
	pid = child_start(groups, pipes);
	CHECK_EQ(read(pipes[0], &c, 1), 1);
	FAILS(setpgid(pid, pid), EPERM);	/* of another session */
	CHECK_EQ(getpgid(pid), pid);
	CHECK_EQ(write(pipes[3], "x", 1), 1);
	child_exits(pid, 0);
	pid = child_start(wait_for_kill, NULL);
	SYS(setpgid(pid, pid));
	FAILS(setpgid(0, NO_PID), EPERM);
	SYS(kill(-pid, SIGKILL));
	child_dies(pid, SIGKILL);
	FAILS(kill(-pid, 0), ESRCH);
}

static void ids_as_user(void)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];
	gid_t group = 0;

	FAILS(setuid(0), EPERM);
	FAILS(setresuid(-1, 0, -1), EPERM);
	FAILS(setgid(0), EPERM);
	FAILS(setgroups(1, &group), EPERM);
	FAILS(chroot("."), EPERM);
	FAILS(sethostname("x", 1), EPERM);
	SYS(setuid(SOMEBODY));
	SYS(syscall(SYS_capget, &head, data));
	CHECK_EQ(data[0].effective | data[1].effective, 0);
	data[0].effective = data[0].permitted = 1;
	FAILS(syscall(SYS_capset, &head, data), EPERM);
}

static void switch_ids(void *arg)
{
	uid_t r, e, s;

	(void)arg;
	SYS(setresuid(1, 2, 3));
	SYS(getresuid(&r, &e, &s));
	CHECK(r == 1 && e == 2 && s == 3);
	SYS(setresuid(-1, 3, -1));
	SYS(setresuid(-1, 1, -1));
	FAILS(setresuid(-1, 4, -1), EPERM);
	FAILS(setreuid(3, -1), EPERM);
	FAILS(setresuid(-1, 2, -1), EPERM);
}

void test_identity_errors(void)
{
	struct __user_cap_header_struct head = { .version = 0x1234 };
	gid_t many[4] = { 1, 2, 3, 4 };

	FAILS(syscall(SYS_getresuid32, NOWHERE, NOWHERE, NOWHERE), EFAULT);
	FAILS(syscall(SYS_capget, &head, many), EINVAL);
	CHECK_EQ(head.version, _LINUX_CAPABILITY_VERSION_3);
	FAILS(setgroups(65537, many), EINVAL);
	SYS(setgroups(4, many));
	FAILS(getgroups(3, many), EINVAL);
	CHECK_EQ(getgroups(0, NULL), 4);
	as_user(ids_as_user);
	child_exits(child_start(switch_ids, NULL), 0);
}

static void limits_as_user(void)
{
	struct rlimit limit = { 10, 20 };

	SYS(setrlimit(RLIMIT_CORE, &limit));
	limit.rlim_max = 21;
	FAILS(setrlimit(RLIMIT_CORE, &limit), EPERM);
	FAILS(prlimit(1, RLIMIT_CORE, NULL, &limit), EPERM);
	FAILS(setpriority(PRIO_PROCESS, 0, -1), EACCES);
	SYS(setpriority(PRIO_PROCESS, 0, 15));
	FAILS(setpriority(PRIO_PROCESS, 0, 14), EACCES);
	FAILS(setpriority(PRIO_PROCESS, 1, 5), EPERM);
	FAILS(sched_setscheduler(0, SCHED_FIFO,
				 &(struct sched_param){ 1 }), EPERM);
}

void test_limit_errors(void)
{
	struct rlimit limit = { 20, 10 };
	cpu_set_t set;

	FAILS(setrlimit(RLIMIT_CORE, &limit), EINVAL);
	FAILS(getrlimit(99, &limit), EINVAL);
	FAILS(prlimit(NO_PID, RLIMIT_CORE, NULL, &limit), ESRCH);
	FAILS(syscall(SYS_getrusage, 77, NOWHERE), EINVAL);
	FAILS(syscall(SYS_getrusage, RUSAGE_SELF, NOWHERE), EFAULT);
	as_user(limits_as_user);
	FAILS(setpriority(77, 0, 0), EINVAL);
	FAILS(setpriority(PRIO_PROCESS, NO_PID, 0), ESRCH);
	FAILS(sched_setscheduler(0, 77, &(struct sched_param){ 0 }), EINVAL);
	FAILS(sched_setscheduler(0, SCHED_OTHER, &(struct sched_param){ 1 }),
	      EINVAL);
	FAILS(sched_setscheduler(NO_PID, SCHED_OTHER,
				 &(struct sched_param){ 0 }), ESRCH);
	CHECK_EQ(sched_get_priority_max(SCHED_FIFO), 99);
	FAILS(sched_get_priority_min(77), EINVAL);
	CPU_ZERO(&set);
	FAILS(sched_setaffinity(0, sizeof(set), &set), EINVAL);
	FAILS(syscall(SYS_sched_getaffinity, 0, 1, &set), EINVAL);
	SYS(setpriority(PRIO_PROCESS, 0, 100));
	CHECK_EQ(getpriority(PRIO_PROCESS, 0), 19);
}

static void orphan(void *arg)
{
	int *pipes = arg;
	pid_t parent = getpid(), pid = SYS(fork());
	char c;

	if (pid)
		_exit(0);
	CHECK_EQ(read(pipes[0], &c, 1), 1);
	CHECK(getppid() != parent);
	_exit(9);
}

static void die_with_parent(void *arg)
{
	int *pipes = arg;
	pid_t pid;

	SYS(prctl(PR_SET_PDEATHSIG, SIGUSR1));
	pid = getpid();
	CHECK_EQ(write(pipes[1], &pid, sizeof(pid)), sizeof(pid));
	wait_for_kill(NULL);
}

static void parent_that_dies(void *arg)
{
	int *pipes = arg, ready;

	child_start(die_with_parent, pipes + 2);
	CHECK_EQ(read(pipes[2], &ready, 4), 4);
	CHECK_EQ(write(pipes[1], &ready, 4), 4);
}

void test_prctl_family(void)
{
	int pipes[4], status;
	char name[16];
	pid_t pid;

	SYS(pipe(pipes));
	SYS(pipe(pipes + 2));
	FAILS(prctl(0x7777, 0, 0, 0, 0), EINVAL);
	FAILS(prctl(PR_SET_PDEATHSIG, 65), EINVAL);
	FAILS(prctl(PR_SET_NAME, NOWHERE), EFAULT);
	FAILS(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0), EINVAL);
	FAILS(prctl(PR_SET_DUMPABLE, 7), EINVAL);
	SYS(prctl(PR_SET_NAME, "a name of more than 15 bytes"));
	SYS(prctl(PR_GET_NAME, name));
	CHECK(!strcmp(name, "a name of more "));
	/* grandchildren that lose their parent become ours */
	SYS(prctl(PR_SET_CHILD_SUBREAPER, 1));
	child_exits(child_start(orphan, pipes), 0);
	CHECK_EQ(write(pipes[1], "x", 1), 1);
	SYS(wait(&status));
	CHECK_EQ(WEXITSTATUS(status), 9);
	/* a signal when the parent dies */
	child_exits(child_start(parent_that_dies, pipes), 0);
	CHECK_EQ(read(pipes[0], &pid, sizeof(pid)), sizeof(pid));
	child_dies(pid, SIGUSR1);
	SYS(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	CHECK_EQ(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 1);
}

void test_pidfd_errors(void)
{
	struct pollfd p;
	siginfo_t info;
	pid_t pid;
	int fd;

	fd = NEED(syscall(SYS_pidfd_open, getpid(), 0), "pidfd_open");
	CHECK_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
	SYS(close(fd));
	FAILS(syscall(SYS_pidfd_open, NO_PID, 0), ESRCH);
	FAILS(syscall(SYS_pidfd_open, -1, 0), EINVAL);
	FAILS(syscall(SYS_pidfd_open, getpid(), 0x100000), EINVAL);
	FAILS(syscall(SYS_pidfd_send_signal, 0, 0, NULL, 0), EBADF);
	pid = child_start(wait_for_kill, NULL);
	fd = SYS(syscall(SYS_pidfd_open, pid, 0));
	p = (struct pollfd){ fd, POLLIN, 0 };
	CHECK_EQ(poll(&p, 1, 0), 0);
	SYS(syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0));
	FAILS(syscall(SYS_pidfd_send_signal, fd, 65, NULL, 0), EINVAL);
	FAILS(syscall(SYS_pidfd_getfd, fd, 999, 0), EBADF);
	SYS(close(SYS(syscall(SYS_pidfd_getfd, fd, 0, 0))));
	SYS(syscall(SYS_pidfd_send_signal, fd, SIGTERM, NULL, 0));
	CHECK_EQ(poll(&p, 1, -1), 1);
	SYS(waitid(P_PIDFD, fd, &info, WEXITED));
	CHECK_EQ(info.si_status, SIGTERM);
	FAILS(syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0), ESRCH);
	FAILS(waitid(P_PIDFD, fd, &info, WEXITED), ECHILD);
}

static long clone_args(struct clone_args *args, size_t size)
{
	return syscall(SYS_clone3, args, size);
}

void test_clone_errors(void)
{
	struct clone_args args = { .exit_signal = SIGCHLD };
	char big[512] = "";
	pid_t pid;

	FAILS(syscall(SYS_clone, CLONE_SIGHAND, 0, 0, 0, 0), EINVAL);
	FAILS(syscall(SYS_clone, CLONE_THREAD, 0, 0, 0, 0), EINVAL);
	FAILS(syscall(SYS_clone, CLONE_FS | CLONE_NEWNS, 0, 0, 0, 0), EINVAL);
	FAILS(syscall(SYS_clone, CLONE_PIDFD | CLONE_PARENT_SETTID, 0, 0, 0, 0),
	      EINVAL);
	pid = NEED(clone_args(&args, sizeof(args)), "clone3");
	if (!pid)
		_exit(4);
	child_exits(pid, 4);
	FAILS(clone_args(&args, 8), EINVAL);
	FAILS(clone_args(&args, 1 << 20), E2BIG);
	memcpy(big, &args, sizeof(args));
	big[400] = 1;
	FAILS(syscall(SYS_clone3, big, sizeof(big)), E2BIG);
	args.exit_signal = 65;
	FAILS(clone_args(&args, sizeof(args)), EINVAL);
	args.exit_signal = SIGCHLD;
	args.stack = 4096;			/* without a size */
	FAILS(clone_args(&args, sizeof(args)), EINVAL);
	args.stack = 0;
	args.flags = 1ULL << 60;
	FAILS(clone_args(&args, sizeof(args)), EINVAL);
	FAILS(unshare(0x7f), EINVAL);
}

/* Started anew: what is ignored or blocked stays, what is handled does not. */
int exec_child(int argc, char *argv[])
{
	struct sigaction sa;
	sigset_t set;

	if (argc != 3)
		return 2;
	SYS(sigaction(SIGUSR1, NULL, &sa));
	CHECK(sa.sa_handler == SIG_IGN);
	SYS(sigaction(SIGUSR2, NULL, &sa));
	CHECK(sa.sa_handler == SIG_DFL);
	SYS(sigprocmask(SIG_BLOCK, NULL, &set));
	CHECK_EQ(sigismember(&set, SIGHUP), 1);
	SYS(sigpending(&set));
	CHECK_EQ(sigismember(&set, SIGHUP), 1);
	CHECK_EQ(getppid(), atoi(argv[2]));
	FAILS(fcntl(100, F_GETFD), EBADF);
	CHECK_EQ(fcntl(101, F_GETFD), 0);
	CHECK(alarm(0) > 900);
	return 7;
}

static void on_usr2(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
}

void test_exec_state(void)
{
	char parent[16];
	sigset_t set;
	pid_t pid;

	snprintf(parent, sizeof(parent), "%d", getpid());
	pid = SYS(fork());
	if (!pid) {
		signal(SIGUSR1, SIG_IGN);
		handle(SIGUSR2, on_usr2, 0);
		sigemptyset(&set);
		sigaddset(&set, SIGHUP);
		SYS(sigprocmask(SIG_BLOCK, &set, NULL));
		SYS(raise(SIGHUP));
		SYS(dup3(0, 100, O_CLOEXEC));
		SYS(dup2(0, 101));
		alarm(1000);
		execl(SELF, "syscalls", "--child", parent, NULL);
		_exit(99);
	}
	child_exits(pid, 7);
}
