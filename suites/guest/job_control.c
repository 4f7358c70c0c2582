// SPDX-License-Identifier: GPL-2.0
/* Stop, continue, process groups, sessions, and a parent that dies first. */
#include "check.h"

#include <sys/wait.h>

static void sleeper(void *arg)
{
	(void)arg;
	for (;;)
		pause();
}

static void orphan(void *arg)
{
	int *pipes = arg;
	pid_t parent = getpid();

	if (SYS(fork()))
		_exit(0);
	while (getppid() == parent)
		usleep(1000);
	if (write(pipes[1], "o", 1) != 1)
		_exit(1);
}

void test_job_control(void)
{
	int status, i, pipes[2];
	pid_t pid, group[3];
	siginfo_t info;
	char c;

	pid = child_start(sleeper, NULL);
	for (i = 0; i < 5; i++) {
		SYS(kill(pid, SIGSTOP));
		CHECK_EQ(waitpid(pid, &status, WUNTRACED), pid);
		CHECK(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
		SYS(kill(pid, SIGCONT));
		CHECK_EQ(waitpid(pid, &status, WCONTINUED), pid);
		CHECK(WIFCONTINUED(status));
	}
	SYS(kill(pid, SIGTERM));
	SYS(waitid(P_PID, pid, &info, WEXITED | WNOWAIT));
	CHECK_EQ(info.si_code, CLD_KILLED);
	CHECK_EQ(info.si_status, SIGTERM);
	CHECK_EQ(info.si_pid, pid);
	child_dies(pid, SIGTERM);

	for (i = 0; i < 3; i++) {
		group[i] = child_start(sleeper, NULL);
		SYS(setpgid(group[i], group[0]));
		CHECK_EQ(getpgid(group[i]), group[0]);
	}
	SYS(kill(-group[0], SIGUSR1));
	for (i = 0; i < 3; i++)
		child_dies(group[i], SIGUSR1);
	FAILS(kill(-group[0], 0), ESRCH);

	SYS(pipe(pipes));
	child_exits(child_start(orphan, pipes), 0);
	close(pipes[1]);
	CHECK_EQ(read(pipes[0], &c, 1), 1);
	CHECK_EQ(c, 'o');
}
