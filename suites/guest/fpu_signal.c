// SPDX-License-Identifier: GPL-2.0
/* A signal handler may use every register; the interrupted code sees none. */
#include "fpu.h"

#include <sys/syscall.h>

#define ROUNDS	100

static volatile int handled;

static void on_signal(int sig, siginfo_t *info, void *context)
{
	struct fpu other, seen;

	(void)sig;
	(void)info;
	(void)context;
	fpu_values(&other, 500000 + handled);
	fpu_load(&other);
	fpu_store(&seen);
	fpu_same(&seen, &other);
	fpu_load(&other);		/* leave them dirty */
	handled++;
}

static void kill_self(int pid)
{
	int ret;

	asm volatile("int $0x80" : "=a"(ret) :
		     "0"(SYS_kill), "b"(pid), "c"(SIGUSR1) : "memory");
}

static void child(void *arg)
{
	struct fpu seen;

	fpu_store(&seen);
	fpu_same(&seen, arg);
}

void test_fpu_signal(void)
{
	struct fpu mine, seen;
	int i, pid = getpid();

	handle(SIGUSR1, on_signal, 0);
	for (i = 0; i < ROUNDS; i++) {
		fpu_values(&mine, i);
		fpu_load(&mine);
		kill_self(pid);
		fpu_store(&seen);
		fpu_same(&seen, &mine);
	}
	CHECK_EQ(handled, ROUNDS);

	/* a new process starts with a copy of its parent's registers */
	for (i = 0; i < 10; i++) {
		int new;

		fpu_values(&mine, 7000 + i);
		fpu_load(&mine);
		asm volatile("int $0x80" : "=a"(new) : "0"(SYS_fork) :
			     "memory");
		if (!new) {
			child(&mine);
			_exit(0);
		}
		fpu_store(&seen);
		fpu_same(&seen, &mine);
		CHECK(new > 0);
		child_exits(new, 0);
	}
}
