// SPDX-License-Identifier: GPL-2.0
/*
 * A launcher that changes the guest's memory while the guest runs in it.
 *
 * The guest counts in one page without end.  Whatever the launcher does to
 * that page, guest and launcher see the same memory afterwards, or the guest
 * ends and the reason says so; nobody counts in a page that was given back.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "lguest_launcher.h"

#define PAGE		4096
#define GUEST_PAGES	64
#define CODE_PAGE	1
#define COUNT_PAGE	5
#define LIMIT_S		60

/* incl COUNT_PAGE * PAGE; jmp back */
static const uint8_t code[] = {
	0xff, 0x05, 0x00, 0x50, 0x00, 0x00, 0xeb, 0xf8
};

struct guest {
	int fd;
	uint8_t *memory;
	pthread_t runner;
	struct lguest_end end;
};

static void die(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void *run(void *arg)
{
	struct guest *g = arg;
	ssize_t n;

	do
		n = read(g->fd, &g->end, sizeof(g->end));
	while (n < 0 && (errno == EINTR || errno == ENOENT));
	return (void *)(intptr_t)(n == sizeof(g->end) ? 0 : 1);
}

static void start_on(struct guest *g, int file)
{
	struct {
		uint32_t request;
		struct lguest_init init;
	} words = {
		LHREQ_INITIALIZE, {
			.pfn_limit = GUEST_PAGES,
			.start = CODE_PAGE * PAGE,
			.page_offset = 0xc0000000,
			.device_pfn = GUEST_PAGES,
		}
	};

	memset(g, 0, sizeof(*g));
	g->fd = file;
	if (g->fd < 0)
		die("/dev/lguest");
	g->memory = mmap(NULL, GUEST_PAGES * PAGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (g->memory == MAP_FAILED)
		die("mmap");
	memcpy(g->memory + CODE_PAGE * PAGE, code, sizeof(code));
	words.init.mem_base = (uintptr_t)g->memory;
	if (write(g->fd, &words, sizeof(words)) != sizeof(words))
		die("LHREQ_INITIALIZE");
	if (pthread_create(&g->runner, NULL, run, g))
		die("pthread_create");
}

static void start(struct guest *g)
{
	start_on(g, open("/dev/lguest", O_RDWR | O_CLOEXEC));
}

static uint8_t *count_page(const struct guest *g)
{
	return g->memory + COUNT_PAGE * PAGE;
}

static int counts(const volatile uint32_t *count)
{
	uint32_t first = *count;
	double limit = now() + LIMIT_S;

	while (*count == first)
		if (now() > limit)
			return 0;
	return 1;
}

static int guest_counts(const struct guest *g)
{
	return counts((uint32_t *)count_page(g));
}

/* The guest has ended, killed for want of the page it counts in. */
static int guest_missed_page(struct guest *g)
{
	struct timespec limit;
	void *failed;

	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_sec += LIMIT_S;
	if (pthread_timedjoin_np(g->runner, &failed, &limit))
		return 0;
	close(g->fd);
	g->fd = -1;
	if (!failed && g->end.how == LGUEST_END_KILLED &&
	    strstr(g->end.reason, "no writable memory for page frame 0x5"))
		return 1;
	printf("# ended: %s\n", g->end.reason);
	return 0;
}

static int tests, failures;
static void check(int ok, const char *name)
{
	printf("%sok %d %s\n", ok ? "" : "not ", ++tests, name);
	fflush(stdout);
	failures += !ok;
}

static void test_discard(struct guest *g)
{
	uint8_t *page = count_page(g);

	check(guest_counts(g), "guest and launcher see one count");
	if (madvise(page, PAGE, MADV_DONTNEED))
		die("madvise");
	check(guest_counts(g), "the same after MADV_DONTNEED");
}

static void test_fork(struct guest *g)
{
	volatile uint32_t *count = (uint32_t *)count_page(g);
	int status = -1;
	pid_t child = fork();

	if (!child) {
		uint32_t first = *count, i;

		for (i = 0; i < 50 * 1000 * 1000; i++)
			if (*count != first)
				_exit(1);
		_exit(0);
	}
	check(guest_counts(g), "the same while a child has a copy");
	if (child < 0 || waitpid(child, &status, 0) != child)
		die("fork");
	check(!status, "the guest does not count in the child's copy");
	check(guest_counts(g), "the same after the child");
}

static void test_truncate(struct guest *g)
{
	char name[] = "/tmp/memory-changes-XXXXXX";
	int file = mkstemp(name);
	uint32_t before = 0, after = 0;
	double limit = now() + LIMIT_S;

	if (file < 0 || unlink(name) || ftruncate(file, PAGE))
		die(name);
	if (mmap(count_page(g), PAGE, PROT_READ | PROT_WRITE,
		 MAP_SHARED | MAP_FIXED, file, 0) == MAP_FAILED)
		die("mmap of a file");
	do {
		before = after;
		if (pread(file, &after, sizeof(after), 0) != sizeof(after))
			die("pread");
	} while ((!before || before == after) && now() < limit);
	check(before && before != after,
	      "a file mapped over the page gets the count");
	if (ftruncate(file, 0))
		die("ftruncate");
	check(guest_missed_page(g), "cutting the file ends the guest");
	close(file);
}

static void test_unmap(void)
{
	struct guest g;

	start(&g);
	if (!guest_counts(&g) || munmap(count_page(&g), PAGE))
		die("munmap");
	check(guest_missed_page(&g), "munmap ends the guest");

	start(&g);
	if (!guest_counts(&g) ||
	    mremap(count_page(&g), PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
		   count_page(&g) + GUEST_PAGES * PAGE) == MAP_FAILED)
		die("mremap");
	check(guest_missed_page(&g), "mremap ends the guest");
	start(&g);
	if (!guest_counts(&g) || mprotect(count_page(&g), PAGE, PROT_READ))
		die("mprotect");
	check(guest_missed_page(&g), "read-only memory ends the guest");
}

/* Pages pinned now, by anybody. */
static long pinned(void)
{
	unsigned long value, got = 0, released = 0;
	char name[64];
	FILE *f = fopen("/proc/sys/vm/stat_refresh", "w");

	if (!f || fputs("1", f) < 0 || fclose(f))
		die("/proc/sys/vm/stat_refresh");
	f = fopen("/proc/vmstat", "r");
	if (!f)
		die("/proc/vmstat");
	while (fscanf(f, "%63s %lu", name, &value) == 2) {
		if (!strcmp(name, "nr_foll_pin_acquired"))
			got = value;
		if (!strcmp(name, "nr_foll_pin_released"))
			released = value;
	}
	fclose(f);
	return got - released;
}

/* A child owns a guest and is killed while we still hold the guest's file. */
static void test_owner_gone(void)
{
	int file = open("/dev/lguest", O_RDWR), status, ready[2];
	long before = pinned(), during;
	struct guest g;
	pid_t child;
	char byte;

	if (file < 0 || pipe(ready))
		die("pipe");
	child = fork();
	if (!child) {
		start_on(&g, file);
		if (!guest_counts(&g) || write(ready[1], "", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	if (child < 0 || read(ready[0], &byte, 1) != 1)
		die("the child's guest");
	during = pinned();
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	printf("# pinned: %ld before, %ld with the owner, %ld after it\n",
	       before, during, pinned());
	check(during > before && pinned() == before,
	      "an owner's death frees the memory, whoever has the file");
	close(file);
	close(ready[0]);
	close(ready[1]);
}

int main(void)
{
	struct guest g;

	puts("KTAP version 1");
	start(&g);
	test_discard(&g);
	test_fork(&g);
	test_truncate(&g);
	test_unmap();
	test_owner_gone();
	printf("1..%d\n", tests);
	return failures ? 1 : 0;
}
