// SPDX-License-Identifier: GPL-2.0
/* All kinds of load side by side, each with its own invariants. */
#include "stress.h"

static void piece(unsigned int kind, uint32_t seed)
{
	char name[24];

	switch (kind % 4) {
	case 0:
		churn(150, 10);
		break;
	case 1:
		memory_steps(seed, 600);
		break;
	case 2:
		pingpong(300);
		break;
	default:
		snprintf(name, sizeof(name), "mixed-%u", kind);
		write_file(name, seed, 60);
	}
}

void test_all_at_once(void)
{
	uint32_t seed = seed_start();
	pid_t pids[8];
	int i;

	for (i = 0; i < 8; i++) {
		pids[i] = SYS(fork());
		if (!pids[i]) {
			piece(i, seed + i);
			_exit(0);
		}
	}
	for (i = 0; i < 8; i++)
		child_exits(pids[i], 0);
	FAILS(kill(pids[0], 0), ESRCH);
}
