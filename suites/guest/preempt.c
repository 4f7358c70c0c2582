// SPDX-License-Identifier: GPL-2.0
/*
 * Processes that never let go of the processor still take turns: the timer
 * interrupts user mode and the scheduler switches.
 */
#include "check.h"

#define TURNS	6

static void spin(void *arg)
{
	volatile int *turn = arg;

	while (*turn < TURNS) {
		if (*turn % 2)
			(*turn)++;
		asm volatile("");
	}
}

void test_preempt(void)
{
	volatile int *turn = shared_memory(PAGE);
	pid_t pid = child_start(spin, (void *)turn);

	while (*turn < TURNS) {
		if (*turn % 2 == 0)
			(*turn)++;
		asm volatile("");
	}
	child_exits(pid, 0);
	CHECK(*turn >= TURNS);
}
