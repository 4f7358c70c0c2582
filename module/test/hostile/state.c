// SPDX-License-Identifier: GPL-2.0
/*
 * LHREQ_STATE, with no help of the guest: where it spins, that it is dead and
 * how it came to that, and what a launcher gets that asks in a wrong way.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "launch.h"

/*
 * 1000	mov $1, %eax; mov $0x2000, %edx; int LGUEST_TRAP_ENTRY
 * 100c	xor %ecx, %ecx; 100e: inc %ecx; cmpl $0, 0x5000; je 100e
 * 1018	ud2 (no handler: it dies of that)
 */
static const uint8_t code[] = {
	0xb8, 0x01, 0x00, 0x00, 0x00, 0xba, 0x00, 0x20, 0x00, 0x00,
	0xcd, LGUEST_TRAP_ENTRY, 0x31, 0xc9, 0x41,
	0x83, 0x3d, 0x00, 0x50, 0x00, 0x00, 0x00, 0x74, 0xf6, 0x0f, 0x0b
};
#define SPIN_FIRST	(CODE + 14)
#define SPIN_LAST	(CODE + 22)
#define DEATH		(CODE + 24)

static struct guest g;
static struct lguest_end how;

static int ask(struct lguest_state *state)
{
	uint64_t words[] = { LHREQ_STATE, (uintptr_t)state };

	return write(g.fd, words, sizeof(words)) == sizeof(words) ? 0 : errno;
}

static void *run(void *unused)
{
	(void)unused;
	run_to_end(g.fd, &how);
	return NULL;
}

/* Samples until the guest is in its loop and has been seen at two places. */
static int samples(struct lguest_state *state)
{
	uint32_t seen = 0, last = 0;
	time_t limit = time(NULL) + LIMIT_S;

	while (time(NULL) < limit) {
		if (ask(state))
			return 0;
		if (state->nr_calls != 1 || state->ecx == last)
			continue;
		if (state->eip < SPIN_FIRST || state->eip > SPIN_LAST)
			return 0;
		last = state->ecx;
		if (++seen == 3)
			return 1;
	}
	return 0;
}

static void test_running(void)
{
	struct lguest_state state;
	struct lguest_call *call = &state.calls[0];

	check(samples(&state), "samples show the loop and that it goes on");
	printf("# eip %#x ecx %u, %u exits\n", state.eip, state.ecx,
	       state.nr_exits);
	check(!state.ended && !state.halted && (state.cs & 3) == 1,
	      "it runs, in ring 1");
	check(call->number == LHCALL_LGUEST_INIT && call->edx == 0x2000 &&
	      call->eip == CODE + 12, "its one hypercall is told");
}

static void test_dead(pthread_t runner)
{
	struct lguest_state state;
	struct lguest_exit *last;

	*count_of(&g) = 1;
	pthread_join(runner, NULL);
	check(how.how == LGUEST_END_KILLED && strstr(how.reason, "trap 6"),
	      "it ends when told to");
	check(!ask(&state) && state.ended && state.eip == DEATH,
	      "a dead guest's state can be asked for");
	last = &state.exits[(state.nr_exits - 1) % LGUEST_STATE_EXITS];
	check(state.nr_exits && last->trap == 6 && last->eip == DEATH,
	      "its last exit is the trap it died of");
}

int main(void)
{
	uint64_t few[] = { LHREQ_STATE }, many[] = { LHREQ_STATE, 0, 0 };
	struct lguest_state state;
	pthread_t runner;

	ktap_begin(0);
	open_guest(&g);
	check(ask(&state) == EINVAL, "EINVAL before it is initialised");
	memcpy(g.memory + CODE, code, sizeof(code));
	initialise(&g);
	check(ask((void *)4) == EFAULT, "EFAULT for an address not mapped");
	check(write(g.fd, few, sizeof(few)) < 0 && errno == EINVAL &&
	      write(g.fd, many, sizeof(many)) < 0 && errno == EINVAL,
	      "EINVAL for another length");
	if (pthread_create(&runner, NULL, run, NULL))
		die("pthread_create");
	test_running();
	test_dead(runner);
	return ktap_end();
}
