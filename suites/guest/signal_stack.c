// SPDX-License-Identifier: GPL-2.0
/* A handler on its own stack survives the overflow of the ordinary one. */
#include "check.h"

#include <setjmp.h>
#include <sys/resource.h>

#define ALT_SIZE	(32 * 1024)

static char *alt;
static sigjmp_buf back;
static volatile int on_alt;

static int overflow(int n)
{
	volatile char room[2000];

	room[0] = n;
	room[1999] = n < 1 << 20 ? overflow(n + 1) : 0;
	return room[0] + room[1999];
}

static void on_segv(int sig, siginfo_t *info, void *context)
{
	char *here = (char *)&info;

	(void)sig;
	(void)context;
	on_alt = here >= alt && here < alt + ALT_SIZE;
	siglongjmp(back, 1);
}

static void overflow_child(void *arg)
{
	struct rlimit lim = { 256 * 1024, 256 * 1024 };
	stack_t ss = { .ss_sp = alt, .ss_size = ALT_SIZE }, old;
	volatile int times;

	(void)arg;
	SYS(setrlimit(RLIMIT_STACK, &lim));
	SYS(sigaltstack(&ss, NULL));
	handle(SIGSEGV, on_segv, SA_ONSTACK);
	for (times = 0; times < 3; times++) {
		on_alt = 0;
		if (!sigsetjmp(back, 1))
			overflow(1);
		CHECK(on_alt);
	}
	SYS(sigaltstack(NULL, &old));
	CHECK_EQ(old.ss_flags, 0);
	ss.ss_flags = SS_DISABLE;
	SYS(sigaltstack(&ss, NULL));
	overflow(1);		/* now there is no stack to run the handler on */
}

void test_signal_stack(void)
{
	alt = private_memory(ALT_SIZE);
	child_dies(child_start(overflow_child, NULL), SIGSEGV);
}
