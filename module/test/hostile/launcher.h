/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hostile and clumsy launchers: what their cases share.
 *
 * A case is a function that returns when all is well. See module/test/launch.h
 * for their guests.
 */
#ifndef MODULE_TEST_HOSTILE_LAUNCHER_H
#define MODULE_TEST_HOSTILE_LAUNCHER_H

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "launch.h"

#ifdef __x86_64__
#define LAUNCHER_BITS	64
#else
#define LAUNCHER_BITS	32
#endif

#define LIST	0x3000		/* a struct lguest_dma */
#define KERNEL_ADDRESS	0xc1000000u

__attribute__((noreturn, format(printf, 1, 2)))
void fail(const char *fmt, ...);
/* This host cannot tell, and why. */
void skip(const char *why);
#define MUST(condition) \
	do { \
		if (!(condition)) \
			fail("%s:%d: %s", __FILE__, __LINE__, #condition); \
	} while (0)

/* The call fails with just that error. */
#define FAILS(call, error) \
	do { \
		errno = 0; \
		if ((call) >= 0 || errno != (error)) \
			fail("%s:%d: %s is not %s:", __FILE__, __LINE__, \
			     #call, #error); \
	} while (0)

/* LHCALL_LGUEST_INIT with lguest_data at DATA_AT, 12 bytes. */
#define DATA_AT	0x2000
#define INIT_CALL \
	0xb8, 0x01, 0x00, 0x00, 0x00, 0xba, 0x00, 0x20, 0x00, 0x00, \
	0xcd, LGUEST_TRAP_ENTRY

/* More guests: send LIST to key 0; sleep; bind LIST and spin; die. */
extern const uint8_t sends[34], halts[33], binds[42], dies[2];

int request(int fd, uint64_t a, uint64_t b, uint64_t c, int words);
void pause_ms(long ms);
void interrupted_by(int number);
ssize_t run_for(struct guest *g, long ms, void *buf, size_t len);
const char *counts_or_ends(struct guest *g);
int pins_back(long before, double seconds);
void child_ok(pid_t child);

/* Every request by who does not own the guest is refused. */
void refused(int fd);

/* The cases, by file; each table ends with an empty name. */
struct launcher_case {
	const char *name;
	void (*run)(void);
};
extern const struct launcher_case request_cases[], owner_cases[],
	memory_cases[], thread_cases[], watch_cases[];

#endif /* MODULE_TEST_HOSTILE_LAUNCHER_H */
