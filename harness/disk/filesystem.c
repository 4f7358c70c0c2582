// SPDX-License-Identifier: GPL-2.0
/* Runs mke2fs and e2fsck; filesystem.h says what may be believed of them. */
#include "disk/filesystem.h"

#include "lib/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define CPU_SECONDS 60

/* One UUID and one date, so that the same arguments make the same bytes. */
#define MADE_UUID	"6c676368-6563-4b00-8000-000000000001"
#define MADE_TIME	"1577836800"

/* Runs a program of e2fsprogs; its exit status, or -1 if it did not exit. */
static int run(const char *name, const char *const argv[], const char *log)
{
	static const char *const places[] = { "/sbin", "/usr/sbin" };
	struct rlimit cpu = { CPU_SECONDS, CPU_SECONDS };
	int status, fd;
	pid_t pid = fork();

	if (pid < 0)
		return -1;
	if (!pid) {
		sigset_t none;

		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		setrlimit(RLIMIT_CPU, &cpu);
		setenv("E2FSPROGS_FAKE_TIME", MADE_TIME, 1);
		fd = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0644);
		if (fd < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0)
			_exit(127);
		for (int i = 0; i < 2; i++) {
			char path[32];

			snprintf(path, sizeof(path), "%s/%s", places[i], name);
			execv(path, (char *const *)argv);
		}
		_exit(127);
	}
	while (waitpid(pid, &status, 0) != pid)
		if (errno != EINTR)
			return -1;
	if (!WIFEXITED(status) || WEXITSTATUS(status) == 127)
		return -1;
	return WEXITSTATUS(status);
}

/* The first line of a log that says something, for a message. */
static void first_line(const char *log, char *out, size_t size)
{
	FILE *f = fopen(log, "re");
	size_t n = 0;

	*out = '\0';
	if (!f)
		return;
	while (fgets(out, size, f) && (text_after(out, "e2fsck 1") ||
				       text_after(out, "mke2fs 1") ||
				       text_after(out, "Pass ") ||
				       *out == '\n'))
		*out = '\0';
	fclose(f);
	for (; out[n] && out[n] != '\n'; n++)
		if (out[n] < ' ' || out[n] > '~')
			out[n] = '?';
	out[n] = '\0';
}

int filesystem_make(const char *path, const char *type, uint64_t size,
		    struct refusal *err)
{
	char log[4096], line[128], kib[24];
	const char *const argv[] = { "mke2fs", "-q", "-F", "-t", type, "-b",
				     "1024", "-U", MADE_UUID, "-E",
				     "hash_seed=" MADE_UUID
				     ",lazy_itable_init=0", path, kib, NULL };
	int status;

	snprintf(kib, sizeof(kib), "%lluk", (unsigned long long)size / 1024);
	snprintf(log, sizeof(log), "%s.mke2fs", path);
	if (unlink(path) && errno != ENOENT)
		return refuse(err, errno, "%s: cannot be removed: %s",
			      path, strerror(errno));
	status = run("mke2fs", argv, log);
	if (!status) {
		unlink(log);
		return 0;
	}
	if (status < 0)
		return refuse(err, ENOENT,
			      "%s: mke2fs could not be run; install e2fsprogs",
			      path);
	first_line(log, line, sizeof(line));
	return refuse(err, EINVAL, "%s: mke2fs made no %s: %s", path, type,
		      line);
}

int filesystem_fsck(const char *image, const char *log)
{
	const char *const argv[] = { "e2fsck", "-f", "-n", image, NULL };

	return run("e2fsck", argv, log);
}

int filesystem_check(const char *path, struct refusal *err)
{
	char log[4096], line[128];
	int status;

	snprintf(log, sizeof(log), "%s.fsck", path);
	status = filesystem_fsck(path, log);
	if (status < 0)
		return refuse(err, ENOENT, "%s: e2fsck could not be run",
			      path);
	if (!status)
		return 0;
	first_line(log, line, sizeof(line));
	refuse(err, 0, "e2fsck says %d: %s (all of it: %s)", status, line,
	       log);
	return 1;
}
