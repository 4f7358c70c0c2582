// SPDX-License-Identifier: GPL-2.0
/* Two megabytes through a pipe in odd pieces arrive in order and whole. */
#include "check.h"

#define WORDS	(512 * 1024)

static int pipes[2];

static void writer(void *arg)
{
	static uint32_t words[5000];
	size_t done = 0, size = 1, n;
	uint32_t x = 1;
	size_t i;

	(void)arg;
	close(pipes[0]);
	while (done < WORDS) {
		n = size < WORDS - done ? size : WORDS - done;
		for (i = 0; i < n; i++)
			words[i] = x = x * 1664525 + 1013904223;
		CHECK_EQ(write(pipes[1], words, n * 4), n * 4);
		done += n;
		size = size * 7 % 4999 + 1;
	}
}

void test_pipe_bulk(void)
{
	static uint32_t words[3001];
	char *buf = (char *)words;
	size_t have = 0, total = 0, i;
	uint32_t x = 1;
	pid_t pid;
	ssize_t n;

	SYS(pipe(pipes));
	pid = child_start(writer, NULL);
	close(pipes[1]);
	while ((n = SYS(read(pipes[0], buf + have, 12001 - have))) > 0) {
		have += n;
		for (i = 0; i < have / 4; i++) {
			x = x * 1664525 + 1013904223;
			CHECK_EQ(words[i], x);
		}
		total += i;
		have -= i * 4;
		memmove(buf, buf + i * 4, have);
	}
	CHECK_EQ(have, 0);
	CHECK_EQ(total, WORDS);
	child_exits(pid, 0);
}
