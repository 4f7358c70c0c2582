// SPDX-License-Identifier: GPL-2.0
/* The stack grows by itself, down to its limit, and keeps what is in it. */
#include "check.h"

static unsigned int dig(unsigned int depth)
{
	volatile unsigned int room[1024];
	unsigned int i, sum = 0;

	for (i = 0; i < 1024; i += 128)
		room[i] = depth + i;
	if (depth)
		sum = dig(depth - 1);
	for (i = 0; i < 1024; i += 128)
		CHECK_EQ(room[i], depth + i);
	return sum + room[0];
}

static void child(void *arg)
{
	(void)arg;
	CHECK_EQ(dig(400), 400 * 401 / 2);
	CHECK_EQ(dig(500), 500 * 501 / 2);
}

void test_stack_growth(void)
{
	child_exits(child_start(child, NULL), 0);
	child(NULL);
}
