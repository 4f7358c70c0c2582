/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests of a suite share.
 *
 * All tests of a suite are linked into one static program (suite.mk): one copy
 * of the C library in the image instead of sixty.  A test is a function
 * test_NAME() that the suite file names; tests.h is made from that.  Returning
 * is a pass; the checks below print what is wrong with file and line and end
 * the process with 1, and if that is a child, which the test may be waiting for,
 * kill the test; skip() ends it with 77.  A test runs as root in a directory of
 * its own.
 */
#ifndef SUITES_LIB_CHECK_H
#define SUITES_LIB_CHECK_H

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define PAGE		4096
#define EXIT_SKIP	77

#define TEST(name) void test_##name(void);
#include "tests.h"
#undef TEST

void check_failed(const char *file, int line, const char *fmt, ...)
	__attribute__((noreturn, format(printf, 3, 4)));
void skip(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));

/*
 * lib/flips breaks one expectation after the other, to see that each is noticed:
 * 1 where it is at, and the value that is expected there becomes another one.
 */
#ifdef CHECK_FLIPS
int check_flipped(const char *file, int line);
#define CHECK_FLIPPED check_flipped(__FILE__, __LINE__)
#else
#define CHECK_FLIPPED 0
#endif

/* Must be true; errno is printed too, it often tells. */
#define CHECK(cond)							\
	do {								\
		if (!(cond) || CHECK_FLIPPED)				\
			check_failed(__FILE__, __LINE__,		\
				     "not so: %s (errno %d, %s)",	\
				     #cond, errno, strerror(errno));	\
	} while (0)

/* Two integers must be equal. */
#define CHECK_EQ(got, want)						\
	do {								\
		long long got_ = (long long)(got);			\
		long long want_ = (long long)(want) + CHECK_FLIPPED;	\
									\
		if (got_ != want_)					\
			check_failed(__FILE__, __LINE__,		\
				     "%s is %lld (%#llx), not %lld",	\
				     #got, got_, got_, want_);		\
	} while (0)

/* A system call must work; its result. */
#define SYS(call)							\
	({								\
		__typeof__(call) ret_ = (call);				\
		if (ret_ == (__typeof__(call))-1 || CHECK_FLIPPED)	\
			check_failed(__FILE__, __LINE__, "%s: %s",	\
				     #call, strerror(errno));		\
		ret_;							\
	})

/* A system call must fail with this errno. */
#define FAILS(call, err)						\
	do {								\
		errno = 0;						\
		if ((long)(call) != -1 ||				\
		    errno != (err) + CHECK_FLIPPED)			\
			check_failed(__FILE__, __LINE__,		\
				     "%s: errno %d, not %s", #call,	\
				     errno, #err);			\
	} while (0)

/* The words after the test's name, ended by NULL. */
extern char **test_args;

/* The process that the test is; 0 in a program that a test has started. */
extern pid_t test_process;

/* Random numbers that come again: the seed is the test's first word, and said. */
uint32_t seed_start(void);
uint32_t seed_next(uint32_t *seed);

/* Fork; the child runs @fn and exits with 0 if that returns. */
pid_t child_start(void (*fn)(void *arg), void *arg);
/* Wait for this child: its raw status. */
int child_wait(pid_t pid);
/* Wait for this child; it must have exited with @code. */
#define child_exits(pid, code) \
	child_exits_at(__FILE__, __LINE__, pid, (code) + CHECK_FLIPPED)
void child_exits_at(const char *file, int line, pid_t pid, int code);
/* Wait for this child; it must have been killed by @sig. */
#define child_dies(pid, sig) \
	child_dies_at(__FILE__, __LINE__, pid, (sig) + CHECK_FLIPPED)
void child_dies_at(const char *file, int line, pid_t pid, int sig);

/* Zeroed memory that children share. */
void *shared_memory(size_t size);

/* Private anonymous memory. */
void *private_memory(size_t size);

/* Nanoseconds of a clock. */
long long clock_ns(int clock);
#define MS	1000000LL
#define SECOND	1000000000LL

/* A fault that was caught. */
struct fault {
	int sig;
	int code;
	uintptr_t addr;		/* si_addr */
	uintptr_t ip;
};

/* Run @fn; the signal it got (SEGV, BUS, FPE, ILL, TRAP), or 0. */
int fault_catch(struct fault *f, void (*fn)(void *arg), void *arg);

/* Install a handler; flags as in sigaction. */
void handle(int sig, void (*fn)(int, siginfo_t *, void *), int flags);

/* Is this the guest, or the machine the tests are tried on? */
int in_guest(void);

/* First address the kernel keeps for itself; 0 under a 64-bit kernel. */
uintptr_t kernel_start(void);

/* Drop clean pages from the page cache so that reads reach the disk. */
void drop_caches(void);

/* Fill, or compare with, bytes that depend on @seed and on the place. */
void pattern_fill(void *buf, size_t len, uint32_t seed);
#define pattern_check(buf, len, seed) \
	pattern_check_at(__FILE__, __LINE__, buf, len, (seed) + CHECK_FLIPPED)
void pattern_check_at(const char *file, int line, const void *buf, size_t len,
		      uint32_t seed);

/* Read a whole (small, /proc) file into @buf as a string. */
void read_text(const char *path, char *buf, size_t size);

/* Run this program again as "SUITE --child ARGS"; suites that do implement it */
#define SELF	"/proc/self/exe"
int exec_child(int argc, char *argv[]);

#endif
