// SPDX-License-Identifier: GPL-2.0
/* Processes by the hundred: each is counted, each status comes back once. */
#include "stress.h"

#include <sys/mman.h>
#include <sys/wait.h>

#define DEPTH	5
#define WIDTH	3
#define NODES	364		/* 1 + 3 + 9 + 27 + 81 + 243 */

static unsigned int *counters;

/* A tree of processes: a node's exit status is what its children exited with. */
static void node(void *arg)
{
	unsigned int level = *(unsigned int *)arg, next = level + 1, i;
	pid_t pids[WIDTH];

	__atomic_add_fetch(&counters[level], 1, __ATOMIC_SEQ_CST);
	if (level == DEPTH)
		_exit(1);
	for (i = 0; i < WIDTH; i++)
		pids[i] = child_start(node, &next);
	for (i = 0; i < WIDTH; i++)
		child_exits(pids[i], next == DEPTH ? 1 : 0);
	FAILS(wait(NULL), ECHILD);
}

void test_fork_tree(void)
{
	unsigned int root = 0, want = 1, all = 0, i;

	counters = shared_memory(PAGE);
	child_exits(child_start(node, &root), 0);
	for (i = 0; i <= DEPTH; i++, want *= WIDTH) {
		CHECK_EQ(counters[i], want);
		all += counters[i];
	}
	CHECK_EQ(all, NODES);
}

void churn(unsigned int n, unsigned int alive)
{
	static unsigned int want[128], got[128];
	unsigned int started = 0, reaped = 0, i;
	int status;
	pid_t pid;

	while (reaped < n) {
		if (started < n && started - reaped < alive) {
			pid = SYS(fork());
			if (!pid)
				_exit(started * 7 % 128);
			want[started++ * 7 % 128]++;
			continue;
		}
		SYS(wait(&status));
		CHECK(WIFEXITED(status));
		CHECK(WEXITSTATUS(status) < 128);
		got[WEXITSTATUS(status)]++;
		reaped++;
	}
	for (i = 0; i < 128; i++)
		CHECK_EQ(got[i], want[i]);
	FAILS(wait(NULL), ECHILD);
}

void test_fork_churn(void)
{
	churn(1000, 40);
}

#define COPIES	12
#define PAGES	96
#define ROUNDS	60

/* Each process sees its own writes and what it inherited, nothing else. */
static void copies(uint32_t seed, unsigned int left)
{
	uint32_t *pages = private_memory(PAGES * PAGE), model[PAGES] = { 0 };
	unsigned int me, round, i;
	pid_t pids[COPIES];
	int child = 0;

	for (me = 0; me < COPIES; me++) {
		i = seed_next(&seed) % PAGES;
		model[i] = pages[i * PAGE / 4 + i] = seed_next(&seed);
		pids[me] = SYS(fork());
		child = !pids[me];
		if (child)
			break;
	}
	if (child)
		seed += me * 1000003;
	for (round = 0; round < ROUNDS; round++) {
		i = seed_next(&seed) % PAGES;
		model[i] = pages[i * PAGE / 4 + i] = seed_next(&seed);
		for (i = 0; i < PAGES; i++)
			CHECK_EQ(pages[i * PAGE / 4 + i], model[i]);
	}
	if (child) {
		if (left && me % 4 == 0)
			copies(seed, left - 1);
		_exit(0);
	}
	for (me = 0; me < COPIES; me++)
		child_exits(pids[me], 0);
	for (i = 0; i < PAGES; i++)
		CHECK_EQ(pages[i * PAGE / 4 + i], model[i]);
	SYS(munmap(pages, PAGES * PAGE));
}

void test_fork_copies(void)
{
	copies(seed_start(), 1);
}

#define VICTIMS 24

static void spin(void *arg)
{
	volatile unsigned int *beat = arg;

	for (;;)
		(*beat)++;
}

/* Killed in the middle of anything, by what it was killed, and then gone. */
void test_fork_vanish(void)
{
	static const int signals[] = { SIGKILL, SIGTERM, SIGUSR1, SIGALRM };
	unsigned int *beats = shared_memory(PAGE), round, i;
	pid_t pids[VICTIMS];

	for (round = 0; round < 4; round++) {
		memset(beats, 0, PAGE);
		for (i = 0; i < VICTIMS; i++)
			pids[i] = child_start(spin, &beats[i]);
		for (i = 0; i < VICTIMS; i++)
			while (!__atomic_load_n(&beats[i], __ATOMIC_SEQ_CST))
				usleep(1000);
		for (i = 0; i < VICTIMS; i++)
			SYS(kill(pids[i], signals[i % 4]));
		for (i = 0; i < VICTIMS; i++)
			child_dies(pids[i], signals[i % 4]);
		for (i = 0; i < VICTIMS; i++)
			FAILS(kill(pids[i], 0), ESRCH);
	}
}
