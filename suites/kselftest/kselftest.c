// SPDX-License-Identifier: GPL-2.0
/*
 * One of the kernel tree's own selftests, as a test of lgcheck.  The guest's
 * init starts it:
 *
 *   kselftest [-x WORD] FOLDER/PROGRAM [ARGUMENT]...
 *
 * PROGRAM is run in /kselftest/FOLDER, where it finds its files.  What it prints
 * goes on as it comes, and is looked at: with its exit status, which is 4 for a
 * skip, it decides.  A program that says "not ok" or "[FAIL]" has failed,
 * whatever its status.  The last line we print is the reason.
 *
 * -x: a guest is known to fail it, with WORD in every line that says so.  That
 * is a skip, any other failure is one, and so is none.
 */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef HOME
#define HOME "/kselftest"
#endif
#define LINE 400

#define THEIR_SKIP 4
#define OUR_SKIP 77
#define NOT_RUN 126

/* A program that takes longer hangs; the tests after it are to run all the same. */
#ifndef LIMIT_S
#define LIMIT_S 80
#endif

/* What a program has said that may be a reason. */
struct said {
	char skip[LINE];	/* behind the first "# SKIP" */
	char bad[LINE];		/* the first "not ok" */
	char last[LINE];	/* the last line that was not empty */
	unsigned failed;	/* lines "not ok", "[FAIL]" */
	unsigned known;		/* of these, with the word of -x */
	const char *word;	/* of -x, or NULL */
	char line[LINE];	/* the one that is not complete yet */
	size_t len;
};

static void __attribute__((noreturn, format(printf, 2, 3)))
end(int status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	exit(status);
}

static void keep(char to[LINE], const char *text)
{
	if (!to[0])
		snprintf(to, LINE, "%s", text);
}

/* A failure that was to be expected is none. */
static int is_failure(const char *line)
{
	return !strncmp(line, "[FAIL]", 6) ||
	       (!strncmp(line, "not ok", 6) && !strstr(line, "# SKIP") &&
		!strstr(line, "# TODO") && !strstr(line, "# XFAIL"));
}

/* A line is complete. */
static void look_at(struct said *said)
{
	const char *line = said->line, *p;

	said->line[said->len] = '\0';
	said->len = 0;
	line += strspn(line, " \t");
	if (!*line)
		return;
	snprintf(said->last, LINE, "%s", line);
	p = strstr(line, "# SKIP");
	if (p && p[6])
		keep(said->skip, p + 6 + strspn(p + 6, " :"));
	if (is_failure(line)) {
		keep(said->bad, line);
		said->failed++;
		said->known += said->word && strstr(line, said->word);
	}
}

static void __attribute__((noreturn)) become(char **argv, int out)
{
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	close(out);
	execv(argv[0], argv);
	printf("%s: %s\n", argv[0], strerror(errno));
	fflush(stdout);
	_exit(NOT_RUN);
}

/* Goes on with what is there; a line may come in pieces. */
static void pass_on(int in, struct said *said)
{
	char buf[4096];
	ssize_t n;

	while ((n = read(in, buf, sizeof(buf))) > 0) {
		fwrite(buf, 1, n, stdout);
		for (ssize_t i = 0; i < n; i++) {
			if (buf[i] == '\n')
				look_at(said);
			else if (said->len < LINE - 1)
				said->line[said->len++] = buf[i];
		}
	}
	fflush(stdout);
}

/* Milliseconds that the program still has. */
static int left_ms(void)
{
	static time_t end;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!end)
		end = now.tv_sec + LIMIT_S;
	return now.tv_sec < end ? (end - now.tv_sec) * 1000 : 0;
}

/*
 * Until the program ends, not until its output does: it may leave processes
 * that hold the pipe, which init kills.
 */
static int watch(pid_t pid, int out, struct said *said)
{
	struct pollfd fds[2] = { { .fd = out, .events = POLLIN },
				 { .fd = pidfd_open(pid, 0), .events = POLLIN } };
	int status;

	if (fds[1].fd < 0)
		end(NOT_RUN, "pidfd_open: %s", strerror(errno));
	fcntl(out, F_SETFL, O_NONBLOCK);
	while (!fds[1].revents) {
		if (poll(fds, 2, left_ms()) < 0 && errno != EINTR)
			end(NOT_RUN, "poll: %s", strerror(errno));
		if (!left_ms()) {
			pass_on(out, said);
			said->line[said->len] = '\0';
			end(1, "no end after %d s: %s", LIMIT_S,
			    said->len ? said->line : said->last);
		}
		if (fds[0].revents)
			pass_on(out, said);
		if (fds[0].revents & POLLHUP)
			fds[0].fd = -1;
	}
	if (waitpid(pid, &status, 0) != pid)
		end(NOT_RUN, "waitpid: %s", strerror(errno));
	pass_on(out, said);
	if (said->len) {
		putchar('\n');
		look_at(said);
	}
	return status;
}

static void __attribute__((noreturn))
judge(const struct said *said, int status)
{
	const char *last = said->last[0] ? said->last : "(it said nothing)";
	int code = WEXITSTATUS(status);

	if (WIFSIGNALED(status))
		end(1, "killed by signal %d (%s): %s", WTERMSIG(status),
		    strsignal(WTERMSIG(status)), last);
	if (said->failed && said->failed == said->known)
		end(OUR_SKIP, "a guest's limit: %u failed, first: %s",
		    said->failed, said->bad);
	if (said->word && !said->failed && !code)
		end(1, "passes: take \"-x %s\" away", said->word);
	if (said->failed)
		end(1, "%u failed, first: %s", said->failed, said->bad);
	if (code == THEIR_SKIP)
		end(OUR_SKIP, "%s", said->skip[0] ? said->skip : last);
	if (code)
		end(1, "exit status %d: %s", code, last);
	exit(0);
}

/* As on every machine: the loopback device works. */
static void loopback_up(void)
{
	struct ifreq req = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0)
		return;		/* a kernel without a network */
	if (!ioctl(fd, SIOCGIFFLAGS, &req) && !(req.ifr_flags & IFF_UP)) {
		req.ifr_flags |= IFF_UP;
		ioctl(fd, SIOCSIFFLAGS, &req);
	}
	if (!(req.ifr_flags & IFF_UP))
		end(NOT_RUN, "lo: %s", strerror(errno));
	close(fd);
}

int main(int argc, char **argv)
{
	struct said said = { .failed = 0 };
	int pipes[2], status;
	char *slash;
	pid_t pid;

	if (argc > 3 && !strcmp(argv[1], "-x")) {
		said.word = argv[2];
		argv += 2;
		argc -= 2;
	}
	slash = argc > 1 ? strrchr(argv[1], '/') : NULL;
	if (!slash || slash == argv[1])
		end(2, "usage: kselftest [-x WORD] FOLDER/PROGRAM "
		    "[ARGUMENT]...");
	loopback_up();
	*slash = '\0';
	if (chdir(HOME) || chdir(argv[1]))
		end(NOT_RUN, HOME "/%s: %s", argv[1], strerror(errno));
	/* "./PROGRAM", in the place of "DIR/PROGRAM" */
	*slash = '/';
	argv[1] = --slash;
	*slash = '.';
	if (pipe2(pipes, O_CLOEXEC))
		end(NOT_RUN, "pipe: %s", strerror(errno));
	pid = fork();
	if (!pid)
		become(argv + 1, pipes[1]);
	close(pipes[1]);
	if (pid < 0)
		end(NOT_RUN, "fork: %s", strerror(errno));
	status = watch(pid, pipes[0], &said);
	judge(&said, status);
}
