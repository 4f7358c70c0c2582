// SPDX-License-Identifier: GPL-2.0
/* fork, exit and wait: every status arrives, once, from the right child. */
#include "check.h"

#include <sys/wait.h>

static void exit_with(void *arg)
{
	_exit(*(int *)arg);
}

static void wait_for_pipe(void *arg)
{
	char c;

	CHECK_EQ(read(*(int *)arg, &c, 1), 0);
}

void test_fork_wait(void)
{
	int i, status, code, pipes[2], seen = 0;
	pid_t pids[10], pid;

	for (i = 0; i < 30; i++) {
		code = (i * 37 + 1) & 0xff;
		child_exits(child_start(exit_with, &code), code);
	}
	for (i = 0; i < 10; i++)
		pids[i] = child_start(exit_with, &i);
	while ((pid = wait(&status)) > 0) {
		for (i = 0; i < 10 && pids[i] != pid; i++)
			;
		CHECK(i < 10 && !(seen & 1 << i));
		CHECK(WIFEXITED(status));
		CHECK_EQ(WEXITSTATUS(status), i);
		seen |= 1 << i;
	}
	CHECK_EQ(errno, ECHILD);
	CHECK_EQ(seen, 0x3ff);

	SYS(pipe(pipes));
	pid = SYS(fork());
	if (!pid) {
		close(pipes[1]);
		wait_for_pipe(&pipes[0]);
		_exit(9);
	}
	CHECK_EQ(waitpid(pid, &status, WNOHANG), 0);
	close(pipes[1]);
	child_exits(pid, 9);

	pid = SYS(fork());
	if (!pid)
		for (;;)
			pause();
	SYS(kill(pid, SIGKILL));
	child_dies(pid, SIGKILL);
	FAILS(waitpid(pid, &status, 0), ECHILD);
}
