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
 *   spin, hang      for ever
 *   signal N        dies of it
 *   exit N          ends; the end of the transcript is "exit 0"
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "record.h"

static int results = -1;
static unsigned long seq = 1;
static char *disks[8];
static int n_disks;
static const char *stats;
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
	} else if (!strcmp(line, "stats")) {
		int fd = stats ? open(stats, O_WRONLY | O_CREAT, 0644) : -1;

		if (fd < 0)
			_exit(92);
		put(fd, arg, strlen(arg));
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
