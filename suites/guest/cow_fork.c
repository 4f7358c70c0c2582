// SPDX-License-Identifier: GPL-2.0
/* Copy on write: after fork, each process changes its own pages only. */
#include "check.h"

#define PAGES	48
#define DEPTH	4

static unsigned int *pages;

static void check(unsigned int value)
{
	int i;

	for (i = 0; i < PAGES; i++)
		CHECK_EQ(pages[i * PAGE / 4 + i], value + i);
}

static void check_sevens(void *arg)
{
	(void)arg;
	check(7);
}

static void set(unsigned int value)
{
	int i;

	for (i = 0; i < PAGES; i++)
		pages[i * PAGE / 4 + i] = value + i;
}

/* Each generation sees its parent's values, writes its own, has a child. */
static void generation(void *arg)
{
	unsigned int depth = *(unsigned int *)arg, next = depth + 1;

	check((depth - 1) * 1000);
	set(depth * 1000);
	if (depth < DEPTH)
		child_exits(child_start(generation, &next), 0);
	check(depth * 1000);
}

/* The kernel writes to a page that is shared copy-on-write. */
static void kernel_write(void)
{
	int pipes[2];
	pid_t pid;
	int i;

	SYS(pipe(pipes));
	for (i = 0; i < 8; i++) {
		pages[0] = 0x11111111;
		pid = SYS(fork());
		if (!pid) {
			CHECK_EQ(read(pipes[0], pages, 4), 4);
			CHECK_EQ(pages[0], 0x22222222);
			_exit(0);
		}
		CHECK_EQ(write(pipes[1], "\x22\x22\x22\x22", 4), 4);
		child_exits(pid, 0);
		CHECK_EQ(pages[0], 0x11111111);
	}
}

void test_cow_fork(void)
{
	unsigned int one = 1;
	pid_t pids[4];
	int i;

	pages = private_memory(PAGES * PAGE);
	set(0);
	for (i = 0; i < 4; i++)
		pids[i] = child_start(generation, &one);
	for (i = 0; i < 4; i++)
		child_exits(pids[i], 0);
	check(0);
	set(7);
	child_exits(child_start(check_sevens, NULL), 0);
	kernel_write();
}
