// SPDX-License-Identifier: GPL-2.0
/* x87 and SSE registers stay with their process across context switches. */
#include "fpu.h"

#include <sys/syscall.h>

#define PROCESSES	4
#define ROUNDS		60

/* Calls without a C library: it may use the registers. */
static void yield(void)
{
	int ret;

	asm volatile("int $0x80" : "=a"(ret) : "0"(SYS_sched_yield) : "memory");
}

static void body(void *arg)
{
	struct fpu mine, seen;
	volatile int spin;
	int i, j;

	for (i = 0; i < ROUNDS; i++) {
		fpu_values(&mine, (uintptr_t)arg * 1000 + i);
		fpu_load(&mine);
		for (j = 0; j < 5; j++)
			yield();
		if (i % 10 == 0)	/* long enough to be preempted */
			for (spin = 0; spin < 200000; spin++)
				;
		fpu_store(&seen);
		fpu_same(&seen, &mine);
	}
}

void test_fpu_switch(void)
{
	pid_t pids[PROCESSES];
	uintptr_t i;

	for (i = 0; i < PROCESSES; i++)
		pids[i] = child_start(body, (void *)(i + 1));
	body((void *)99);
	for (i = 0; i < PROCESSES; i++)
		child_exits(pids[i], 0);
}
