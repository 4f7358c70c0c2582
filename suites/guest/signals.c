// SPDX-License-Identifier: GPL-2.0
/* Signal delivery: order, masks, nesting, queued values, one-shot handlers. */
#include "check.h"

#include <time.h>

static volatile int count, depth, deepest;
static volatile int order[16];

static void note(int sig, siginfo_t *info, void *context)
{
	(void)context;
	order[count++ & 15] = info->si_code == SI_QUEUE ?
			      info->si_value.sival_int : sig;
}

static void nest(int sig, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	if (++depth > deepest)
		deepest = depth;
	if (sig == SIGUSR1)
		raise(SIGUSR2);
	else if (count++ < 3)
		raise(SIGUSR2);		/* SA_NODEFER: again inside itself */
	depth--;
}

static void check_queue(void)
{
	union sigval v;
	sigset_t set, old;
	int i;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN + 1);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &old);
	handle(SIGRTMIN + 1, note, 0);
	handle(SIGUSR1, note, 0);
	count = 0;
	for (i = 0; i < 5; i++) {
		v.sival_int = 100 + i;
		SYS(sigqueue(getpid(), SIGRTMIN + 1, v));
	}
	SYS(kill(getpid(), SIGUSR1));
	SYS(kill(getpid(), SIGUSR1));	/* a plain signal does not queue */
	SYS(sigpending(&set));
	CHECK(sigismember(&set, SIGUSR1));
	CHECK_EQ(count, 0);
	sigprocmask(SIG_SETMASK, &old, NULL);
	CHECK_EQ(count, 6);
	/* the lower number is taken first; its handler runs last or first, */
	/* but the queued ones keep their order */
	for (i = 0, count = 100; i < 6; i++)
		if (order[i] != SIGUSR1)
			CHECK_EQ(order[i], count++);
	CHECK_EQ(count, 105);
}

void test_signals(void)
{
	int i;

	handle(SIGUSR1, note, 0);
	for (i = 0; i < 200; i++)
		SYS(kill(getpid(), SIGUSR1));
	CHECK_EQ(count, 200);

	count = 0;
	handle(SIGUSR1, nest, 0);
	handle(SIGUSR2, nest, SA_NODEFER);
	raise(SIGUSR1);
	CHECK_EQ(count, 4);
	CHECK_EQ(deepest, 5);
	CHECK_EQ(depth, 0);

	count = 0;
	handle(SIGUSR1, note, SA_RESETHAND);
	raise(SIGUSR1);
	CHECK_EQ(count, 1);
	if ((i = SYS(fork())) == 0) {
		raise(SIGUSR1);
		_exit(0);
	}
	child_dies(i, SIGUSR1);
	check_queue();
}
