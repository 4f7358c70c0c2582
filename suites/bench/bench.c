// SPDX-License-Identifier: GPL-2.0
/*
 * Times basic operations of the kernel it runs on: one line for each, its name
 * and nanoseconds an operation. Run natively and in a guest by suites/bench/run,
 * which compares. With qemu's -icount shift=0 nanoseconds are instructions.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static void bench_syscall(unsigned int n)
{
	while (n--)
		syscall(SYS_getppid);
}

static void bench_fork(unsigned int n)
{
	while (n--) {
		pid_t child = fork();

		if (child < 0)
			die("fork");
		if (!child)
			_exit(0);
		waitpid(child, NULL, 0);
	}
}

/* A byte to a child and back: two switches. */
static void bench_switch(unsigned int n)
{
	int there[2], back[2];
	char byte = 0;
	pid_t child;

	if (pipe(there) || pipe(back))
		die("pipe");
	child = fork();
	if (child < 0)
		die("fork");
	if (!child) {
		close(there[1]);
		while (read(there[0], &byte, 1) == 1)
			if (write(back[1], &byte, 1) != 1)
				break;
		_exit(0);
	}
	close(there[0]);
	close(back[1]);
	while (n--)
		if (write(there[1], &byte, 1) != 1 ||
		    read(back[0], &byte, 1) != 1)
			die("pipe to the child");
	close(there[1]);
	close(back[0]);
	waitpid(child, NULL, 0);
}

static void bench_touch(unsigned int n)
{
	volatile char *memory = mmap(NULL, (size_t)n * PAGE,
				     PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		die("mmap");
	while (n--)
		memory[(size_t)n * PAGE] = 1;
}

static void on_signal(int number)
{
	(void)number;
}

static void bench_signal(unsigned int n)
{
	signal(SIGUSR1, on_signal);
	while (n--)
		kill(getpid(), SIGUSR1);
}

static const struct {
	const char *name;
	void (*run)(unsigned int n);
	unsigned int n;
} benches[] = {
	{ "syscall", bench_syscall, 20000 },
	{ "signal", bench_signal, 2000 },
	{ "touch-page", bench_touch, 1000 },
	{ "switch-twice", bench_switch, 2000 },
	{ "fork-exit", bench_fork, 100 },
};

int main(void)
{
	unsigned int i;

	for (i = 0; i < sizeof(benches) / sizeof(*benches); i++) {
		double start, ns;

		benches[i].run(benches[i].n / 10);	/* warm up */
		start = now_ns();
		benches[i].run(benches[i].n);
		ns = now_ns() - start;
		printf("bench %s %.0f\n", benches[i].name, ns / benches[i].n);
		fflush(stdout);
	}
	return 0;
}
