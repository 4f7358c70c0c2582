// SPDX-License-Identifier: GPL-2.0
/*
 * Random requests to /dev/lguest from several threads at once, and random
 * things done to the memory, the file and the process they are about.
 *
 *   requests SEED SECONDS
 *
 * In rounds: a process with four threads that share files and memory is let
 * loose, and ends by itself or is killed.  After each round as many pages are
 * pinned as before and the host's log is clean.  Prints KTAP.  The numbers
 * come again with the seed; how the threads meet does not.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "launch.h"

#define THREADS		4
#define FILES		6
/* Where the guests' memory is, if it is there just now. */
#ifdef __x86_64__
#define AREA		0x500050000000u
#define TOP		0x7ffffffff000u
#else
#define AREA		0x50000000u
#define TOP		0xc0000000u
#endif
#define AREA_PAGES	256u
#define ROUND_MS	1500

static _Atomic int files[FILES];
static int shared_file;
static _Atomic unsigned long *requests;	/* shared with the rounds */
static __thread uint32_t state;

static uint32_t rnd(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static uint32_t below(uint32_t n)
{
	return (rnd() >> 3) % n;
}

static uint64_t wide(void)
{
	return (uint64_t)rnd() << 32 | rnd();
}

static uintptr_t some_address(void)
{
	switch (below(6)) {
	case 0:
		return (uintptr_t)wide();
	case 1:
		return TOP - below(3 * PAGE);
	case 2:
		return (uintptr_t)&state;
	default:
		return AREA + below(AREA_PAGES * PAGE);
	}
}

static uint64_t some_word(void)
{
	static const uint64_t words[] = {
		0, 1, 31, 32, 0x1000, 0x7fffffff, 0x80000000, 0xfffff000,
		0xffffffff, AREA, AREA_PAGES, 0xc0000000, 0x100000000, TOP,
		0x800000000000, 0xffff888000000000, -1ull,
	};

	return below(3) ? words[below(sizeof(words) / sizeof(*words))] :
		below(2) ? rnd() : wide();
}

static int some_file(void)
{
	return files[below(FILES)];
}

static void do_open(void)
{
	int fd = open(LGUEST_DEVICE, (int)below(3) | O_CLOEXEC |
		      (below(8) ? 0 : O_NONBLOCK));

	fd = atomic_exchange(&files[below(FILES)], fd);
	if (fd > 2)
		close(fd);
}

static void do_close(void)
{
	int fd = atomic_exchange(&files[below(FILES)], -1);

	if (fd > 2)
		close(fd);
}

/* Small programs of guests: counts, calls, halts, and bytes that are neither. */
static void write_program(void)
{
	static const char programs[][24] = {
		"\xff\x05\x00\x50\x00\x00\xeb\xf8",
		"\xb8\x01\0\0\0\xba\x00\x20\0\0\xcd\x1f\xf4\xeb\xfd",
		"\xb8\x01\0\0\0\xba\x00\x20\0\0\xcd\x1f\xb0\x12\xcd\x1f\xeb\xfc",
		"\x81\x05\x05\x10\0\0\x00\x10\0\0\xa1\0\0\0\0\xeb\xef",
		"\xfa\xeb\xfe", "\x0f\x0b",
	};
	char random[24];
	struct iovec from = { random, sizeof(random) };
	struct iovec to = { (void *)(uintptr_t)(AREA + below(4) * PAGE), 24 };
	size_t i;

	for (i = 0; i < sizeof(random); i++)
		random[i] = (char)rnd();
	if (below(4))
		memcpy(random, programs[below(6)], sizeof(random));
	process_vm_writev(getpid(), &from, 1, &to, 1, 0);
}

static void do_initialize(void)
{
	struct words words = init_words((void *)(uintptr_t)
					(AREA + below(4) * PAGE),
					1 + below(AREA_PAGES),
					below(4) * PAGE);

	words.init.device_pfn = below(AREA_PAGES);
	write_program();
	if (!below(4))
		(&words.init.mem_base)[below(6)] = some_word();
	(void)!write(some_file(), &words, below(16) ? sizeof(words) :
		     below(sizeof(words) + 8));
}

static void do_request(void)
{
	uint64_t words[8] = { below(7) };
	uint32_t n = 2;

	words[1] = below(4) ? below(40) * 4 : some_word();
	words[2] = some_address();
	if (words[0] == LHREQ_GETDMA)
		n = 3;
	if (words[0] >= LHREQ_STATS)
		words[1] = some_address();
	if (!below(16))
		words[0] = some_word();
	if (!below(16))
		n = below(9);
	if (!below(32))
		(void)!write(some_file(), (void *)(uintptr_t)some_address(),
			     below(64));
	else
		(void)!write(some_file(), words, n * sizeof(*words) + !below(32));
}

/* A timer of this thread's ends a read that would last. */
static void do_read(void)
{
	struct lguest_end end;
	int fd = some_file();

	if (!below(8))
		(void)!read(fd, (void *)(uintptr_t)some_address(), below(300));
	else
		(void)!read(fd, &end, below(8) ? sizeof(end) : below(200));
}

static void do_other(void)
{
	int fd = some_file();
	struct pollfd ready = { fd, POLLIN | POLLOUT, 0 };
	struct iovec parts[2] = { { (void *)(uintptr_t)some_address(), 4 },
				  { (void *)(uintptr_t)some_address(), 24 } };
	void *at;

	switch (below(8)) {
	case 0:
		ioctl(fd, rnd(), some_address());
		break;
	case 1:
		at = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			  0);
		if (at != MAP_FAILED)
			munmap(at, PAGE);
		break;
	case 2:
		lseek(fd, (off_t)rnd(), (int)below(5));
		break;
	case 3:
		poll(&ready, 1, 0);
		break;
	case 4:
		(void)!writev(fd, parts, 2);
		break;
	case 5:
		(void)!readv(fd, parts, 2);
		break;
	case 6:
		(void)!pwrite(fd, parts, below(32), (off_t)below(8));
		break;
	default:
		fcntl(fd, F_SETFL, rnd() & (O_NONBLOCK | O_APPEND | O_DIRECT));
	}
}

static void do_memory(void)
{
	uint32_t page = below(AREA_PAGES), n = 1 + below(8);
	void *at = (void *)(uintptr_t)(AREA + page * PAGE);
	size_t len;

	if (page + n > AREA_PAGES)
		n = AREA_PAGES - page;
	len = n * PAGE;
	switch (below(8)) {
	case 0:
		munmap(at, len);
		break;
	case 1:
		mprotect(at, len, (int)below(8));
		break;
	case 2:
		madvise(at, len, below(2) ? MADV_DONTNEED : (int)below(26));
		break;
	case 3:
		mmap(at, len, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
		     shared_file, (off_t)(below(16) * PAGE));
		break;
	case 4:
		(void)!ftruncate(shared_file, (off_t)(below(24) * PAGE));
		break;
	case 5:
		mremap(at, len, len, MREMAP_MAYMOVE | MREMAP_FIXED,
		       (void *)(uintptr_t)(AREA + (AREA_PAGES + below(8)) *
					   PAGE));
		break;
	default:
		mmap(at, len, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	}
}

/* Somebody else has the files too, and asks. */
static void do_fork(void)
{
	pid_t child = fork();

	if (!child) {
		alarm(1);
		do_request();
		do_initialize();
		do_read();
		_exit(0);
	}
	if (child > 0)
		waitpid(child, NULL, 0);
}

static void *thread(void *arg)
{
	static void (*const doings[])(void) = {
		do_open, do_close, do_initialize, do_initialize, do_request,
		do_request, do_request, do_request, do_read, do_read, do_read,
		do_other, do_memory, do_memory,
	};
	struct itimerspec every = { { 0, 5000000 }, { 0, 5000000 } };
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID,
				  .sigev_signo = SIGALRM };
	timer_t timer;

	state = (uint32_t)(uintptr_t)arg;
	event._sigev_un._tid = gettid();
	if (timer_create(CLOCK_MONOTONIC, &event, &timer) ||
	    timer_settime(timer, 0, &every, NULL))
		die("timer");
	for (;;) {
		if (!below(500))
			do_fork();
		doings[below(sizeof(doings) / sizeof(*doings))]();
		atomic_fetch_add(requests, 1);
	}
	return NULL;
}

static void on_alarm(int number)
{
	(void)number;
}

static void round_run(uint32_t seed)
{
	struct sigaction action = { .sa_handler = on_alarm };
	struct rlimit limit = { 1 << 20, 1 << 20 };
	pthread_t threads[THREADS];
	uintptr_t i;

	sigaction(SIGALRM, &action, NULL);
	state = seed;
	if (!below(4))
		setrlimit(RLIMIT_MEMLOCK, &limit);
	mmap((void *)(uintptr_t)AREA, AREA_PAGES * PAGE,
	     PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
	     -1, 0);
	for (i = 0; i < FILES; i++)
		files[i] = -1;
	for (i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, thread,
				   (void *)(uintptr_t)(rnd() | 1)))
			die("pthread_create");
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	uint32_t seed, seconds, rounds = 0;
	const char *wrong = NULL;
	long baseline;
	time_t limit;

	if (argc != 3) {
		fprintf(stderr, "usage: requests SEED SECONDS\n");
		return 2;
	}
	seed = (uint32_t)strtoul(argv[1], NULL, 10);
	seconds = (uint32_t)strtoul(argv[2], NULL, 10);
	limit = time(NULL) + seconds;
	shared_file = memfd_create("shared", MFD_CLOEXEC);
	requests = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared_file < 0 || requests == MAP_FAILED)
		die("mmap");
	ktap_begin(1);
	baseline = pinned();
	do {
		struct timespec ms = { 0, 0 };
		pid_t child;
		int status;

		state = (seed + rounds) * 0x9e3779b1u | 1;
		ms.tv_nsec = (long)below(ROUND_MS % 1000) * 1000000;
		ms.tv_sec = below(ROUND_MS / 1000 + 1);
		fflush(stdout);
		child = fork();
		if (!child)
			round_run(state);
		if (child < 0)
			die("fork");
		nanosleep(&ms, NULL);
		kill(child, SIGKILL);
		if (waitpid(child, &status, 0) != child)
			die("waitpid");
		rounds++;
		/* It may have made the host write over its own data. */
		if (WIFEXITED(status))
			wrong = "a round could not be run";
		else if (pinned() != baseline)
			wrong = "pages are still pinned";
	} while (!wrong && time(NULL) < limit);
	printf("# %lu requests in %u rounds\n", *requests, rounds);
	check(!wrong, "requests, seed %u%s%s", seed, wrong ? ": " : "",
	      wrong ? wrong : "");
	return ktap_end();
}
