// SPDX-License-Identifier: GPL-2.0
/*
 * A test double of the launcher: plays a transcript instead of running a
 * guest.  Only the harness's own tests use it.  The "kernel" is the
 * transcript, a command a line:
 *
 *   say TEXT        on the console (stdout); \n \xHH \\ are understood
 *   record TEXT     a result record
 *   seq N           the number of the next record
 *   raw TEXT        bytes on the results console
 *   err TEXT        a line on stderr
 *   sleep MS        as it says
 *   nice N          lets others have the CPU first
 *   wait TEXT       until this comes on stdin
 *   fill N C        N times the byte C on the console
 *   noise N         N pseudo-random bytes on the console
 *   rnoise N        the same on the results console
 *   flood           lines on the console, for ever
 *   close           the console
 *   invert N        turns over every bit of the Nth --block file
 *   pid FILE        writes the process number there
 *   args FILE       writes the arguments there, a line each
 *   stats TEXT      writes TEXT to the --stats file
 *   state TEXT      on SIGUSR1, a line with TEXT comes in the --state file
 *   tests           init's part: runs the plan in the root image.  A test's
 *                   program is what it does: /ok, /fail WORDS, /skip, /panic,
 *                   /warn, /after NAME (fails if that test ran before it),
 *                   /once FILE (fails unless FILE is there, and makes it), /spin,
 *                   /passes FILE (twice; FILE
 *                   counts), /tires FILE (fails, and is
 *                   skipped when FILE is there), /busy MS (that much CPU time), /sleep MS,
 *                   /debugfs COMMAND or -f FILE (on the root image), /garble
 *   spin, hang      for ever
 *   signal N        dies of it
 *   exit N          ends; the end of the transcript is "exit 0"
 */
#include "lib/record.h"

#include <errno.h>
#include <ext2fs/ext2fs.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int results = -1;
static unsigned long seq = 1;
static char *disks[8];
static int n_disks;
static const char *stats, *state_file;
static char state_text[4096];
static int n_args;
static char **args;

static void put(int fd, const void *data, size_t len)
{
	const char *p = data;

	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			_exit(99);
		p += n;
		len -= n;
	}
}

static void tell_state(int unused)
{
	int fd = open(state_file, O_WRONLY | O_CREAT | O_APPEND, 0644);

	(void)unused;
	put(fd, state_text, strlen(state_text));
	close(fd);
}

/* In place; the new length. */
static size_t unescape(char *s)
{
	char *to = s, *start = s;

	for (; *s; s++) {
		if (*s != '\\') {
			*to++ = *s;
		} else if (*++s == 'n') {
			*to++ = '\n';
		} else if (*s == 'x') {
			char hex[3] = { s[1], s[2], 0 };

			*to++ = strtoul(hex, NULL, 16);
			s += 2;
		} else {
			*to++ = *s;
		}
	}
	return to - start;
}

static void noise(int fd, unsigned long n)
{
	uint32_t x = 12345;

	while (n--) {
		unsigned char c;

		x = x * 1664525 + 1013904223;
		c = x >> 24;
		put(fd, &c, 1);
	}
}

static void fill(const char *arg)
{
	char buf[4096];
	unsigned long n;
	char c;

	if (sscanf(arg, "%lu %c", &n, &c) != 2)
		_exit(98);
	memset(buf, c, sizeof(buf));
	for (; n; n -= n < sizeof(buf) ? n : sizeof(buf))
		put(1, buf, n < sizeof(buf) ? n : sizeof(buf));
}

static void invert(int i)
{
	unsigned char buf[4096];
	ssize_t n;
	int fd = i < n_disks ? open(disks[i], O_RDWR) : -1;
	off_t at = 0;

	if (fd < 0)
		_exit(97);
	while ((n = pread(fd, buf, sizeof(buf), at)) > 0) {
		for (ssize_t k = 0; k < n; k++)
			buf[k] = ~buf[k];
		if (pwrite(fd, buf, n, at) != n)
			_exit(96);
		at += n;
	}
	close(fd);
}

static void wait_for(const char *text)
{
	size_t at = 0, len = strlen(text);
	char c;

	while (at < len) {
		if (read(0, &c, 1) != 1)
			_exit(95);
		at = c == text[at] ? at + 1 : c == text[0];
	}
}

static void to_file(const char *path, int pid)
{
	FILE *f = fopen(path, "w");

	if (!f)
		_exit(94);
	if (pid)
		fprintf(f, "%d\n", (int)getpid());
	else
		for (int i = 1; i < n_args; i++)
			fprintf(f, "%s\n", args[i]);
	fclose(f);
}

static void sayf(const char *fmt, const char *arg)
{
	char text[600];

	put(1, text, snprintf(text, sizeof(text), fmt, arg));
}

static void recordf(const char *fmt, int n, const char *arg)
{
	char text[400], record[RECORD_LINE_MAX];

	snprintf(text, sizeof(text), fmt, n, arg);
	put(results, record, record_format(record, seq++, text));
}

static long cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* CPU time, however long that takes. */
static void busy(long ms)
{
	long start = cpu_ms();

	while (cpu_ms() - start < ms)
		;
}

/* 0 passes, 1 fails, 77 is skipped */
static int behave(const char *what, const char *arg, const char *before)
{
	char word[100];

	if (!strcmp(what, "/fail")) {
		recordf("# %.0d%.300s", 0, arg);
		return 1;
	}
	if (!strcmp(what, "/skip"))
		return 77;
	if (!strcmp(what, "/panic")) {
		sayf("[    9.000000] Kernel panic - not syncing: %s\n", arg);
		sayf("%s", "");
		fputs("lguest: guest panicked\n", stderr);
		exit(3);
	}
	if (!strcmp(what, "/warn")) {
		sayf("[    9.000000] ------------[ cut here ]------------\n%s",
		     "");
		sayf("[    9.000000] WARNING: CPU: 0 PID: 9 at a.c:1 %s+0x1/0x2"
		     "\n", arg);
	}
	if (!strcmp(what, "/after")) {
		snprintf(word, sizeof(word), " %s ", arg);
		return strstr(before, word) != NULL;
	}
	if (!strcmp(what, "/once"))
		return close(open(arg, O_CREAT | O_EXCL, 0644)) == 0;
	if (!strcmp(what, "/tires"))
		return close(open(arg, O_CREAT | O_EXCL, 0644)) ? 77 : 1;
	if (!strcmp(what, "/passes")) {
		int fd = open(arg, O_RDWR | O_CREAT | O_APPEND, 0644);

		put(fd, "x", 1);
		return lseek(fd, 0, SEEK_END) > 2;
	}
	if (!strcmp(what, "/debugfs")) {
		char command[600];

		bool file = !strncmp(arg, "-f ", 3);

		snprintf(command, sizeof(command),
			 file ? "/sbin/debugfs -w %s %s >/dev/null 2>&1" :
				"/sbin/debugfs -w -R '%s' %s >/dev/null 2>&1",
			 arg, disks[0]);
		return system(command) != 0;
	}
	if (!strcmp(what, "/garble")) {
		int fd = open(disks[0], O_WRONLY);

		/* behind the superblock: descriptors, bitmaps, inodes */
		if (fd < 0 || lseek(fd, 2048, SEEK_SET) < 0)
			return 1;
		noise(fd, 40000);
		return close(fd);
	}
	if (!strcmp(what, "/spin"))
		busy(1000000);
	if (!strcmp(what, "/busy"))
		busy(strtol(arg, NULL, 10));
	if (!strcmp(what, "/sleep"))
		usleep(strtoul(arg, NULL, 10) * 1000);
	return 0;
}

/* The plan, as e2fsprogs reads it from the image. */
static char *read_plan(void)
{
	static char text[65536];
	ext2_filsys fs;
	ext2_file_t file;
	ext2_ino_t ino;
	unsigned n;

	if (!n_disks || ext2fs_open(disks[0], 0, 0, 0, unix_io_manager, &fs) ||
	    ext2fs_namei(fs, EXT2_ROOT_INO, EXT2_ROOT_INO, "/etc/lgcheck/plan",
			 &ino) ||
	    ext2fs_file_open(fs, ino, 0, &file) ||
	    ext2fs_file_read(file, text, sizeof(text) - 1, &n))
		_exit(91);
	ext2fs_file_close(file);
	ext2fs_close(fs);
	text[n] = '\0';
	return text;
}

static void run_tests(void)
{
	char *line, *save, *text = read_plan(), before[4096] = " ";
	int n = 0, count = 0, ret;

	for (char *p = text; *p; p++)
		n += *p == '\n';
	recordf("1..%d%s", n, "");
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		char *what = strchr(line, ' '), *arg;

		*what++ = '\0';
		arg = what + strcspn(what, " ");
		if (*arg)
			*arg++ = '\0';
		sayf("lgcheck: start %s\n", line);
		recordf("# %.0dstart %s", 0, line);
		ret = behave(what, arg, before);
		recordf(ret == 1 ? "not ok %d %s" : ret ?
			"ok %d %s # SKIP no" : "ok %d %s", ++count, line);
		strncat(before, line, sizeof(before) - strlen(before) - 2);
		strcat(before, " ");
	}
	recordf("END %d%s", n, "");
	fputs("lguest: guest powered off\n", stderr);
}

static void play(char *line)
{
	char *arg = line + strcspn(line, " ");
	char record[RECORD_LINE_MAX];
	volatile unsigned spins = 0;

	if (*arg)
		*arg++ = '\0';
	if (!strcmp(line, "say")) {
		put(1, arg, unescape(arg));
	} else if (!strcmp(line, "record")) {
		put(results, record, record_format(record, seq++, arg));
	} else if (!strcmp(line, "seq")) {
		seq = strtoul(arg, NULL, 10);
	} else if (!strcmp(line, "raw")) {
		put(results, arg, unescape(arg));
	} else if (!strcmp(line, "err")) {
		put(2, arg, strlen(arg));
		put(2, "\n", 1);
	} else if (!strcmp(line, "sleep")) {
		usleep(strtoul(arg, NULL, 10) * 1000);
	} else if (!strcmp(line, "nice")) {
		if (nice(atoi(arg)) < 0)
			_exit(90);
	} else if (!strcmp(line, "wait")) {
		wait_for(arg);
	} else if (!strcmp(line, "fill")) {
		fill(arg);
	} else if (!strcmp(line, "noise")) {
		noise(1, strtoul(arg, NULL, 10));
	} else if (!strcmp(line, "rnoise")) {
		noise(results, strtoul(arg, NULL, 10));
	} else if (!strcmp(line, "flood")) {
		for (;;)
			put(1, "still here\n", 11);
	} else if (!strcmp(line, "close")) {
		close(1);
	} else if (!strcmp(line, "invert")) {
		invert(atoi(arg));
	} else if (!strcmp(line, "pid")) {
		to_file(arg, 1);
	} else if (!strcmp(line, "args")) {
		to_file(arg, 0);
	} else if (!strcmp(line, "state")) {
		snprintf(state_text, sizeof(state_text), "%s\n", arg);
		signal(SIGUSR1, tell_state);
	} else if (!strcmp(line, "stats")) {
		int fd = stats ? open(stats, O_WRONLY | O_CREAT, 0644) : -1;

		if (fd < 0)
			_exit(92);
		put(fd, arg, strlen(arg));
	} else if (!strcmp(line, "tests")) {
		run_tests();
	} else if (!strcmp(line, "spin")) {
		for (;;)
			spins++;
	} else if (!strcmp(line, "hang")) {
		for (;;)
			pause();
	} else if (!strcmp(line, "signal")) {
		raise(atoi(arg));
	} else if (!strcmp(line, "exit")) {
		exit(atoi(arg));
	} else if (*line && *line != '#') {
		fprintf(stderr, "fake launcher: unknown command %s\n", line);
		exit(93);
	}
}

int main(int argc, char **argv)
{
	char line[8192];
	FILE *f;
	int i;

	args = argv;
	n_args = argc;
	for (i = 1; i < argc && argv[i][0] == '-'; i++) {
		if (!strncmp(argv[i], "--console=fd:", 13))
			results = atoi(argv[i] + 13);
		else if (!strncmp(argv[i], "--state=", 8))
			state_file = argv[i] + 8;
		else if (!strncmp(argv[i], "--stats=", 8))
			stats = argv[i] + 8;
		else if (!strncmp(argv[i], "--block=", 8) && n_disks < 8)
			disks[n_disks++] = argv[i] + 8;
	}
	f = i + 1 < argc ? fopen(argv[i + 1], "re") : NULL;
	if (!f) {
		fputs("lguest: no such transcript\n", stderr);
		return 1;
	}
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		play(line);
	}
	return 0;
}
