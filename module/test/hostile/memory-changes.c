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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "launch.h"

struct run {
	struct guest g;
	pthread_t runner;
	struct lguest_end end;
	int error;
};

static void *run_it(void *arg)
{
	struct run *run = arg;

	run->error = run_to_end(run->g.fd, &run->end);
	return NULL;
}

static void run_start(struct run *run)
{
	memcpy(run->g.memory + CODE, counts, sizeof(counts));
	initialise(&run->g);
	if (pthread_create(&run->runner, NULL, run_it, run))
		die("pthread_create");
}

static void run_new(struct run *run)
{
	open_guest(&run->g);
	run_start(run);
}

static void *count_page(const struct run *run)
{
	return run->g.memory + COUNT;
}

static int guest_counts(const struct run *run)
{
	volatile uint32_t *count = count_of(&run->g);
	uint32_t first = *count;
	double limit = now() + LIMIT_S;

	while (*count == first)
		if (now() > limit)
			return 0;
	return 1;
}

/* The guest has ended, killed for want of the page it counts in. */
static int guest_missed_page(struct run *run)
{
	struct timespec limit;

	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_sec += LIMIT_S;
	if (pthread_timedjoin_np(run->runner, NULL, &limit))
		return 0;
	end(&run->g);
	if (!run->error && run->end.how == LGUEST_END_KILLED &&
	    strstr(run->end.reason, "no writable memory for page frame 0x5"))
		return 1;
	printf("# ended: %s\n", run->end.reason);
	return 0;
}

static void test_discard(struct run *run)
{
	void *page = count_page(run);

	check(guest_counts(run), "guest and launcher see one count");
	if (madvise(page, PAGE, MADV_DONTNEED))
		die("madvise");
	check(guest_counts(run), "the same after MADV_DONTNEED");
}

static void test_fork(struct run *run)
{
	volatile uint32_t *count = count_of(&run->g);
	int status = -1;
	pid_t child = fork();

	if (!child) {
		uint32_t first = *count, i;

		for (i = 0; i < 50 * 1000 * 1000; i++)
			if (*count != first)
				_exit(1);
		_exit(0);
	}
	check(guest_counts(run), "the same while a child has a copy");
	if (child < 0 || waitpid(child, &status, 0) != child)
		die("fork");
	check(!status, "the guest does not count in the child's copy");
	check(guest_counts(run), "the same after the child");
}

static void test_truncate(struct run *run)
{
	char name[] = "/tmp/memory-changes-XXXXXX";
	int file = mkstemp(name);
	uint32_t before = 0, after = 0;
	double limit = now() + LIMIT_S;

	if (file < 0 || unlink(name) || ftruncate(file, PAGE))
		die(name);
	if (mmap(count_page(run), PAGE, PROT_READ | PROT_WRITE,
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
	check(guest_missed_page(run), "cutting the file ends the guest");
	close(file);
}

static void test_unmap(void)
{
	void *elsewhere = map_pages(1);
	struct run run;

	run_new(&run);
	if (!guest_counts(&run) || munmap(count_page(&run), PAGE))
		die("munmap");
	check(guest_missed_page(&run), "munmap ends the guest");

	run_new(&run);
	if (!guest_counts(&run) ||
	    mremap(count_page(&run), PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
		   elsewhere) == MAP_FAILED)
		die("mremap");
	check(guest_missed_page(&run), "mremap ends the guest");
	munmap(elsewhere, PAGE);
	run_new(&run);
	if (!guest_counts(&run) || mprotect(count_page(&run), PAGE, PROT_READ))
		die("mprotect");
	check(guest_missed_page(&run), "read-only memory ends the guest");
}

/* A child owns a guest and is killed while we still hold the guest's file. */
static void test_owner_gone(void)
{
	int file = open("/dev/lguest", O_RDWR), status, ready[2];
	long before = pinned(), during;
	struct run run = { .g.fd = file };
	pid_t child;
	char byte;

	if (file < 0 || pipe(ready))
		die("pipe");
	child = fork();
	if (!child) {
		run.g.memory = map_pages(PAGES);
		run_start(&run);
		if (!guest_counts(&run) || write(ready[1], "", 1) != 1)
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
	struct run run;

	ktap_begin(0);
	run_new(&run);
	test_discard(&run);
	test_fork(&run);
	test_truncate(&run);
	test_unmap();
	test_owner_gone();
	return ktap_end();
}
