// SPDX-License-Identifier: GPL-2.0
/*
 * Hostile and clumsy launchers: one case for each run.
 *
 *	launcher CASE
 *	launcher emulated	its status says whether qemu's own emulation is
 *				the CPU here
 *
 * Says "ok" or what is wrong, and has status 0 or 1; 77 where this host cannot
 * tell.
 */
#include <cpuid.h>
#include <stdarg.h>
#include <time.h>
#include "launcher.h"

/* initialise; again: send LIST with key 0; incl COUNT; jmp again */
const uint8_t sends[34] = {
	INIT_CALL,
	0xb8, 0x0d, 0x00, 0x00, 0x00, 0x31, 0xd2,
	0xbb, 0x00, 0x30, 0x00, 0x00, 0xcd, LGUEST_TRAP_ENTRY,
	0xff, 0x05, 0x00, 0x50, 0x00, 0x00, 0xeb, 0xea
};

/* initialise; again: timer in 50 ms; halt; jmp again */
const uint8_t halts[33] = {
	INIT_CALL,
	0xb8, 0x09, 0x00, 0x00, 0x00, 0xba, 0x80, 0xf0, 0xfa, 0x02,
	0xcd, LGUEST_TRAP_ENTRY,
	0xb8, 0x0a, 0x00, 0x00, 0x00, 0xcd, LGUEST_TRAP_ENTRY, 0xeb, 0xeb
};

/* initialise; bind LIST at key 8, line 5; incl COUNT; jmp to itself */
const uint8_t binds[42] = {
	INIT_CALL,
	0xb8, 0x0c, 0x00, 0x00, 0x00, 0xba, 0x08, 0x00, 0x00, 0x00,
	0xbb, 0x00, 0x30, 0x00, 0x00, 0xb9, 0x05, 0x01, 0x00, 0x00,
	0xcd, LGUEST_TRAP_ENTRY,
	0xff, 0x05, 0x00, 0x50, 0x00, 0x00, 0xeb, 0xfe
};

/* ud2, with no handler: it dies at once */
const uint8_t dies[2] = { 0x0f, 0x0b };

void fail(const char *fmt, ...)
{
	int error = errno;
	va_list args;

	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf(" (%s)\n", strerror(error));
	fflush(stdout);
	_exit(1);
}

void skip(const char *why)
{
	printf("1..0 # SKIP %s\n", why);
	fflush(stdout);
	_exit(77);
}

int request(int fd, uint64_t a, uint64_t b, uint64_t c, int words)
{
	uint64_t all[] = { a, b, c };

	return write(fd, all, words * sizeof(*all));
}

void pause_ms(long ms)
{
	nanosleep(&(struct timespec) { 0, ms * 1000000 }, NULL);
}

static void on_signal(int number)
{
	(void)number;
}

/* Such a signal does nothing but end system calls. */
void interrupted_by(int number)
{
	struct sigaction action = { .sa_handler = on_signal };

	MUST(!sigaction(number, &action, NULL));
}

/* Runs the guest until a signal of this thread, which comes after so many ms. */
ssize_t run_for(struct guest *g, long ms, void *buf, size_t len)
{
	struct itimerspec when = { .it_value.tv_nsec = ms * 1000000,
				   .it_interval.tv_nsec = 10000000 };
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID,
				  .sigev_signo = SIGALRM };
	timer_t timer;
	ssize_t n;
	int error;

	interrupted_by(SIGALRM);
	event._sigev_un._tid = gettid();
	MUST(!timer_create(CLOCK_MONOTONIC, &event, &timer));
	MUST(!timer_settime(timer, 0, &when, NULL));
	n = read(g->fd, buf, len);
	error = errno;
	timer_delete(timer);
	errno = error;
	return n;
}

/* The guest gets on, or ends for want of memory: its reason, or NULL. */
const char *counts_or_ends(struct guest *g)
{
	static struct lguest_end reason;
	uint32_t before = *count_of(g);
	double limit = now() + LIMIT_S;
	ssize_t n;

	do {
		n = run_for(g, 20, &reason, sizeof(reason));
		if (n < 0 && errno == ENOENT)
			n = read(g->fd, &reason, sizeof(reason));
		if (n == sizeof(reason))
			return reason.reason;
		MUST(n < 0 && errno == EINTR && now() < limit);
	} while (*count_of(g) == before);
	return NULL;
}

int pins_back(long before, double seconds)
{
	double limit = now() + seconds;

	while (pinned() != before)
		if (now() > limit)
			return 0;
	return 1;
}

void child_ok(pid_t child)
{
	int status;

	MUST(waitpid(child, &status, 0) == child);
	MUST(WIFEXITED(status) && !WEXITSTATUS(status));
}

static pid_t runner;

/* The case and its children, which hold guests and may never end. */
static void end_runner(int number)
{
	(void)number;
	kill(-runner, SIGKILL);
}

static int run_case(const struct launcher_case *c)
{
	int status;

	fflush(stdout);
	runner = fork();
	if (!runner) {
		setpgid(0, 0);
		c->run();
		puts("ok");
		exit(0);
	}
	MUST(runner > 0);
	signal(SIGTERM, end_runner);
	MUST(waitpid(runner, &status, 0) == runner);
	end_runner(0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static int emulated(void)
{
	uint32_t eax, name[3];

	__cpuid(0x40000000, eax, name[0], name[1], name[2]);
	return !memcmp(name, "TCGTCGTCGTCG", sizeof(name));
}

int main(int argc, char **argv)
{
	const struct launcher_case *tables[] = {
		request_cases, owner_cases, memory_cases, thread_cases,
		watch_cases
	}, *c;
	size_t i;

	if (argc == 3 && !strcmp(argv[1], "probe")) {
		refused(atoi(argv[2]));
		return 0;
	}
	if (argc == 2 && !strcmp(argv[1], "emulated"))
		return !emulated();
	for (i = 0; i < sizeof(tables) / sizeof(*tables) && argc == 2; i++)
		for (c = tables[i]; c->name; c++)
			if (!strcmp(c->name, argv[1]))
				return run_case(c);
	fprintf(stderr, "usage: launcher CASE\n");
	return 2;
}
