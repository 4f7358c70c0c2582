// SPDX-License-Identifier: GPL-2.0
/*
 * Runs what the image asks for: the tests of a plan, or a shell.
 *
 * A test gets a session and a process group of its own, and a pipe for its
 * output, which becomes diagnostics. Its exit status is the verdict. After it,
 * every other process in the guest is killed: no test can disturb the next.
 */
#include "init.h"
#include "lib/contract.h"
#include "lib/record.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXIT_SKIP	77
#define EXIT_NOT_RUN	126	/* by init's own child, before the test runs */
#define SHELL_WORDS	16
#define LINE_MAX_TEXT	(RECORD_TEXT_MAX - 2)	/* "# " in front */

/* The output of the running test, cut into lines. */
struct output {
	int fd;
	char line[LINE_MAX_TEXT + 1];
	size_t len;
	char last[LINE_MAX_TEXT + 1];	/* the last line with something in it */
};

static void output_line(struct output *out)
{
	out->line[out->len] = '\0';
	if (out->len)
		memcpy(out->last, out->line, out->len + 1);
	results_put(RECORD_COMMENT "%s", out->line);
	out->len = 0;
}

static void output_bytes(struct output *out, const char *data, size_t len)
{
	for (; len; len--, data++) {
		if (*data == '\n') {
			output_line(out);
			continue;
		}
		if (out->len == LINE_MAX_TEXT)
			output_line(out);
		out->line[out->len++] = *data ? *data : '?';
	}
}

/* Pass on what has arrived; close the pipe at its end. */
static void output_read(struct output *out)
{
	char buf[4096];
	ssize_t n;

	while (out->fd >= 0) {
		n = read(out->fd, buf, sizeof(buf));
		if (n > 0) {
			output_bytes(out, buf, n);
			continue;
		}
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		close(out->fd);
		out->fd = -1;
	}
}

static void on_child(int sig)
{
	(void)sig;
}

/* SIGCHLD is blocked except while waiting, so no child's end is missed. */
static void watch_children(sigset_t *waiting)
{
	struct sigaction sa = { .sa_handler = on_child };
	sigset_t block;

	sigaction(SIGCHLD, &sa, NULL);
	sigemptyset(&block);
	sigaddset(&block, SIGCHLD);
	sigprocmask(SIG_BLOCK, &block, waiting);
	sigdelset(waiting, SIGCHLD);
}

/* In the child: a clean process, then the program. */
static void become(char *const argv[], int out)
{
	struct sigaction dfl = { .sa_handler = SIG_DFL };
	sigset_t none;
	int in = open("/dev/null", O_RDONLY);

	setsid();
	sigaction(SIGCHLD, &dfl, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (in >= 0)
		dup2(in, STDIN_FILENO);
	else
		close(STDIN_FILENO);
	if (in > STDERR_FILENO)
		close(in);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	execv(argv[0], argv);
	dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
	_exit(EXIT_NOT_RUN);
}

/* Reap every child that has ended; 1 if @pid was one of them. */
static int reap(pid_t pid, int *status)
{
	int st, found = 0;
	pid_t p;

	while ((p = waitpid(-1, &st, WNOHANG)) > 0) {
		if (p == pid) {
			*status = st;
			found = 1;
		}
	}
	return found;
}

int kill_all(void)
{
	int count = 0;

	kill(-1, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		count++;
	return count;
}

static void wait_test(struct output *out, pid_t pid, const sigset_t *waiting,
		      int *status)
{
	struct pollfd pfd = { .events = POLLIN };
	int left;

	while (!reap(pid, status)) {
		pfd.fd = out->fd;
		if (ppoll(&pfd, 1, NULL, waiting) > 0)
			output_read(out);
	}
	output_read(out);
	left = kill_all();
	output_read(out);
	if (out->len)
		output_line(out);
	if (out->fd >= 0)
		close(out->fd);
	if (left)
		results_put("# init: killed %d processes left behind", left);
}

/*
 * A result goes to the log console as well: the harness compares the two, and
 * a log alone should tell the story, too.
 */
static void __attribute__((format(printf, 1, 2))) result(const char *fmt, ...)
{
	char text[RECORD_TEXT_MAX + 1];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	say("%s", text);
	results_put("%s", text);
}

static void report(size_t i, const char *name, const char *last, int status)
{
	if (WIFEXITED(status) && !WEXITSTATUS(status)) {
		result("ok %zu %s", i, name);
	} else if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SKIP) {
		result("ok %zu %s # SKIP %s", i, name,
		       last[0] ? last : "the test gives no reason");
	} else {
		if (WIFEXITED(status))
			results_put("# init: %s ended with exit status %d",
				    name, WEXITSTATUS(status));
		else
			results_put("# init: %s was killed by signal %d (%s)",
				    name, WTERMSIG(status),
				    strsignal(WTERMSIG(status)));
		result("not ok %zu %s", i, name);
	}
}

static void run_test(size_t i, const struct plan_test *test,
		     const sigset_t *waiting)
{
	struct output out = { .fd = -1 };
	int pipes[2], status = 0;
	pid_t pid;

	say(INIT_TEST "%s", test->name);
	results_put(RECORD_COMMENT INIT_TEST "%s", test->name);
	if (pipe2(pipes, O_CLOEXEC)) {
		results_put("# init: no pipe: %s", strerror(errno));
		result("not ok %zu %s", i, test->name);
		return;
	}
	pid = fork();
	if (!pid)
		become(test->argv, pipes[1]);
	close(pipes[1]);
	if (pid < 0) {
		results_put("# init: no process: %s", strerror(errno));
		result("not ok %zu %s", i, test->name);
		close(pipes[0]);
		return;
	}
	fcntl(pipes[0], F_SETFL, O_NONBLOCK);
	out.fd = pipes[0];
	wait_test(&out, pid, waiting, &status);
	report(i, test->name, out.last, status);
}

void run_plan(const struct plan *plan)
{
	sigset_t waiting;
	size_t i;

	watch_children(&waiting);
	result("KTAP version 1");
	result("1..%zu", plan->count);
	for (i = 0; i < plan->count && !results_failed(); i++)
		run_test(i + 1, &plan->tests[i], &waiting);
	results_put(RECORD_END "%zu", i);
}

/* The real terminal of /dev/console, which cannot control a session itself. */
static int open_terminal(void)
{
	char name[64] = "", path[80] = "/dev/console";
	FILE *f = fopen("/sys/class/tty/console/active", "re");
	int fd;

	if (f) {
		while (fscanf(f, "%63s", name) == 1)
			snprintf(path, sizeof(path), "/dev/%s", name);
		fclose(f);
	}
	fd = open(path, O_RDWR);
	if (fd < 0)
		say("%s: %s; the shell has no terminal", path, strerror(errno));
	return fd;
}

void run_shell(char *command)
{
	char *argv[SHELL_WORDS + 1] = { "/bin/sh", "-l", NULL }, *word, *save;
	int fd, status, n = 0;
	pid_t pid, p;

	for (word = strtok_r(command, " \t\n", &save); word && n < SHELL_WORDS;
	     word = strtok_r(NULL, " \t\n", &save)) {
		argv[n++] = word;
		argv[n] = NULL;
	}
	pid = fork();
	if (!pid) {
		setsid();
		fd = open_terminal();
		if (fd < 0)
			_exit(EXIT_NOT_RUN);
		ioctl(fd, TIOCSCTTY, 1);
		dup2(fd, STDIN_FILENO);
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		if (fd > STDERR_FILENO)
			close(fd);
		execv(argv[0], argv);
		say("%s: %s", argv[0], strerror(errno));
		_exit(EXIT_NOT_RUN);
	}
	do {
		p = waitpid(-1, &status, 0);
	} while (p != pid && (p > 0 || errno == EINTR));
	say("%s has ended", argv[0]);
}
