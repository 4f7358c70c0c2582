// SPDX-License-Identifier: GPL-2.0
/* Shared memory: two processes see each other's writes, none is lost. */
#include "check.h"

#include <fcntl.h>
#include <sys/mman.h>

#define COUNT	20000

struct box {
	int counter;
	volatile int turn, sum;
};

static void add(void *arg)
{
	struct box *box = arg;
	int i;

	for (i = 0; i < COUNT; i++)
		__sync_fetch_and_add(&box->counter, 1);
}

static void writer(void *arg)
{
	char *p = arg;

	pattern_check(p, PAGE, 1);
	pattern_fill(p + PAGE, PAGE, 2);
}

void test_mmap_shared(void)
{
	struct box *box = shared_memory(PAGE);
	pid_t pids[2];
	char *p, *q;
	int fd;

	pids[0] = child_start(add, box);
	pids[1] = child_start(add, box);
	add(box);
	child_exits(pids[0], 0);
	child_exits(pids[1], 0);
	CHECK_EQ(box->counter, 3 * COUNT);

	/* one file, two mappings at different addresses, two processes */
	fd = SYS(open("shared", O_RDWR | O_CREAT, 0600));
	SYS(ftruncate(fd, 2 * PAGE));
	p = SYS(mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		     0));
	q = SYS(mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, fd, 0));
	pattern_fill(p, PAGE, 1);
	pattern_check(q, PAGE, 1);
	child_exits(child_start(writer, p), 0);
	pattern_check(q + PAGE, PAGE, 2);
	pattern_check(p + PAGE, PAGE, 2);
}
