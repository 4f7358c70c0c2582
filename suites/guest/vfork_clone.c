// SPDX-License-Identifier: GPL-2.0
/* vfork and the flags of clone: what is shared and what is not. */
#include "check.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static volatile int value;
static char *stack;

static int set_value(void *arg)
{
	value = *(int *)arg;
	return 3;
}

static int close_it(void *arg)
{
	return close(*(int *)arg) ? 1 : 0;
}

static int change_dir(void *arg)
{
	return chdir(arg) ? 1 : 0;
}

static int run(int (*fn)(void *), int flags, void *arg)
{
	pid_t pid = SYS(clone(fn, stack + 65536, flags | SIGCHLD, arg));
	int status = child_wait(pid);

	CHECK(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void check_tids(void)
{
	volatile pid_t *tids = shared_memory(PAGE);
	pid_t pid;

	tids[1] = -1;
	pid = syscall(SYS_clone, CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID |
		      SIGCHLD, 0, &tids[0], 0, &tids[1]);
	if (!pid)
		_exit(tids[1] == -1 ? 0 : 1);
	CHECK(pid > 0);
	child_exits(pid, 0);
	CHECK_EQ(tids[0], pid);
}

void test_vfork_clone(void)
{
	volatile int local = 1;
	char before[200], after[200];
	int i, fd = SYS(open("/dev/null", O_RDONLY)), n = 5;
	pid_t pid;

	stack = private_memory(65536);
	for (i = 0; i < 10; i++) {
		pid = vfork();
		if (!pid) {
			local += 1;
			_exit(i);
		}
		child_exits(pid, i);
	}
	CHECK_EQ(local, 11);

	CHECK_EQ(run(set_value, 0, &n), 3);
	CHECK_EQ(value, 0);
	CHECK_EQ(run(set_value, CLONE_VM, &n), 3);
	CHECK_EQ(value, 5);
	CHECK_EQ(run(close_it, 0, &fd), 0);
	CHECK(fcntl(fd, F_GETFD) >= 0);
	CHECK_EQ(run(close_it, CLONE_FILES, &fd), 0);
	FAILS(fcntl(fd, F_GETFD), EBADF);
	CHECK(getcwd(before, sizeof(before)));
	CHECK_EQ(run(change_dir, 0, "/"), 0);
	CHECK(getcwd(after, sizeof(after)) && !strcmp(before, after));
	CHECK_EQ(run(change_dir, CLONE_FS, "/"), 0);
	CHECK(getcwd(after, sizeof(after)) && !strcmp(after, "/"));
	check_tids();
}
