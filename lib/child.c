// SPDX-License-Identifier: GPL-2.0
/*
 * Starts each program in a process group of its own, so that ending it ends
 * everything it started. What a program prints is data and never a format.
 */
#include "lib/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static sigset_t before, watched;
static int stopped_by;

int child_signal(void)
{
	return stopped_by;
}

void child_signal_set(sigset_t *set)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction old;

	/* Our parent may have ignored SIGCHLD, and ignoring is inherited. */
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(set);
	sigaddset(set, SIGCHLD);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (!sigaction(signals[i], NULL, &old) &&
		    old.sa_handler != SIG_IGN)
			sigaddset(set, signals[i]);
}

void child_signals(void)
{
	child_signal_set(&watched);
	sigprocmask(SIG_BLOCK, &watched, &before);
}

/* In the child: does not return. */
static void become(const char *const argv[], int out)
{
	int null = open("/dev/null", O_RDONLY);

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
	    dup2(out, STDOUT_FILENO) >= 0 && dup2(out, STDERR_FILENO) >= 0)
		execvp(argv[0], (char *const *)argv);
	dprintf(STDERR_FILENO, "%s: cannot be run\n", argv[0]);
	_exit(127);
}

static int wait_for(pid_t pid, int *status)
{
	int raw;

	while (waitpid(pid, &raw, WNOHANG) != pid) {
		int sig = sigwaitinfo(&watched, NULL);

		if (sig < 0 || sig == SIGCHLD)
			continue;
		stopped_by = sig;
		kill(-pid, SIGTERM);
	}
	*status = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
	return stopped_by ? -EINTR : 0;
}

static int read_all(int fd, char **out)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *text = size < 0 ? NULL : malloc((size_t)size + 1);
	ssize_t n;

	if (!text)
		return -ENOMEM;
	n = pread(fd, text, (size_t)size, 0);
	if (n != size) {
		free(text);
		return n < 0 ? -errno : -EIO;
	}
	text[n] = '\0';
	*out = text;
	return 0;
}

int child_run(const char *const argv[], const char *log, char **out,
	      int *status)
{
	FILE *temp = out ? tmpfile() : NULL;
	int fd, ret;
	pid_t pid;

	if (out)
		fd = temp ? fileno(temp) : -1;
	else
		fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	fflush(NULL);
	pid = fork();
	if (!pid)
		become(argv, fd);
	ret = pid < 0 ? -errno : wait_for(pid, status);
	if (!ret && out)
		ret = read_all(fd, out);
	if (temp)
		fclose(temp);
	else
		close(fd);
	return ret;
}
