// SPDX-License-Identifier: GPL-2.0
/* Many processes, each a new image: address spaces come and go. */
#include "check.h"

#define ROUNDS	25

void test_exec_storm(void)
{
	char number[8];
	pid_t pids[2];
	int i, j;

	for (i = 0; i < ROUNDS; i++) {
		for (j = 0; j < 2; j++) {
			snprintf(number, sizeof(number), "%d", i + j);
			pids[j] = SYS(fork());
			if (!pids[j]) {
				execl(SELF, "guest", "--child", "exit", number,
				      NULL);
				_exit(99);
			}
		}
		child_exits(pids[0], i);
		child_exits(pids[1], i + 1);
	}
}
