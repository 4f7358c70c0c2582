// SPDX-License-Identifier: GPL-2.0
/* A byte goes to and fro between two processes through two pipes. */
#include "check.h"

#define ROUNDS	800

void test_pipe_pingpong(void)
{
	int there[2], back[2], i;
	unsigned char c;
	pid_t pid;

	SYS(pipe(there));
	SYS(pipe(back));
	pid = SYS(fork());
	if (!pid) {
		close(there[1]);
		close(back[0]);
		while (read(there[0], &c, 1) == 1) {
			c++;
			CHECK_EQ(write(back[1], &c, 1), 1);
		}
		_exit(0);
	}
	close(there[0]);
	close(back[1]);
	for (i = 0; i < ROUNDS; i++) {
		c = i;
		CHECK_EQ(write(there[1], &c, 1), 1);
		CHECK_EQ(read(back[0], &c, 1), 1);
		CHECK_EQ(c, (i + 1) & 0xff);
	}
	close(there[1]);
	child_exits(pid, 0);
	CHECK_EQ(read(back[0], &c, 1), 0);
}
