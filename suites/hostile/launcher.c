// SPDX-License-Identifier: GPL-2.0
/*
 * Hostile and clumsy launchers: one case for each run.
 *
 *	launcher CASE
 *
 * Says "ok" or what is wrong, and has status 0, 1, or 77 for a case that this
 * machine cannot have.
 */
#include <stdarg.h>
#include <time.h>
#include "launcher.h"

/* incl COUNT; jmp back */
const uint8_t counts[8] = {
	0xff, 0x05, 0x00, 0x50, 0x00, 0x00, 0xeb, 0xf8
};

#define INIT_CALL \
	0xb8, 0x01, 0x00, 0x00, 0x00, 0xba, 0x00, 0x20, 0x00, 0x00, \
	0xcd, LGUEST_TRAP_ENTRY

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

void skip(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	puts("");
	fflush(stdout);
	_exit(77);
}

struct words good_words(const struct guest *g)
{
	return (struct words) {
		LHREQ_INITIALIZE, {
			.mem_base = (uintptr_t)g->memory,
			.pfn_limit = PAGES,
			.start = CODE,
			.page_offset = 0xc0000000,
			.device_pfn = PAGES,
		}
	};
}
void open_guest(struct guest *g)
{
	g->fd = open("/dev/lguest", O_RDWR);
	MUST(g->fd >= 0);
	g->memory = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	MUST(g->memory != MAP_FAILED);
}
void initialise(struct guest *g)
{
	struct words words = good_words(g);

	MUST(write(g->fd, &words, sizeof(words)) == sizeof(words));
}
void start(struct guest *g, const void *code, size_t len)
{
	open_guest(g);
	memcpy(g->memory + CODE, code, len);
	initialise(g);
}
#define START(g, code) start(g, code, sizeof(code))
void end(struct guest *g)
{
	close(g->fd);
	munmap(g->memory, PAGES * PAGE);
}
int request(int fd, uint32_t a, uint32_t b, uint32_t c, int words)
{
	uint32_t all[] = { a, b, c };

	return write(fd, all, words * 4);
}
double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
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
volatile uint32_t *count_of(const struct guest *g)
{
	return (volatile uint32_t *)(g->memory + COUNT);
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
long pinned(void)
{
	unsigned long value, got = 0, released = 0;
	char name[64];
	FILE *f = fopen("/proc/sys/vm/stat_refresh", "w");

	MUST(f && fputs("1", f) >= 0 && !fclose(f));
	f = fopen("/proc/vmstat", "r");
	MUST(f);
	while (fscanf(f, "%63s %lu", name, &value) == 2) {
		if (!strcmp(name, "nr_foll_pin_acquired"))
			got = value;
		if (!strcmp(name, "nr_foll_pin_released"))
			released = value;
	}
	fclose(f);
	return got - released;
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

static int run_case(const struct launcher_case *c, const char *name)
{
	for (; c->name; c++)
		if (!strcmp(c->name, name)) {
			c->run();
			puts("ok");
			return 1;
		}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "probe")) {
		refused(atoi(argv[2]));
		return 0;
	}
	if (argc == 2 && (run_case(request_cases, argv[1]) ||
			  run_case(owner_cases, argv[1]) ||
			  run_case(memory_cases, argv[1])))
		return 0;
	fprintf(stderr, "usage: launcher CASE\n");
	return 2;
}
