/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hostile and clumsy launchers: what their cases share.
 *
 * A case is a function that returns when all is well. Guests are a few bytes
 * of code at CODE; most count in the first word of the page COUNT, so that it
 * can be seen from outside that they get on.
 */
#ifndef _HOSTILE_LAUNCHER_H
#define _HOSTILE_LAUNCHER_H

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
#include "lguest.h"
#include "lguest_launcher.h"

#define PAGE	4096
#define PAGES	64
#define CODE	0x1000
#define COUNT	0x5000
#define LIST	0x3000		/* a struct lguest_dma */
#define KERNEL_ADDRESS	0xc1000000u

/* For anything to happen; a busy machine needs some of it. */
#define LIMIT_S	60

struct guest {
	int fd;
	uint8_t *memory;
};

struct words {
	uint32_t request;
	struct lguest_init init;
};

__attribute__((noreturn, format(printf, 1, 2)))
void fail(const char *fmt, ...);
__attribute__((noreturn, format(printf, 1, 2)))
void skip(const char *fmt, ...);

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

/* Guests: counts; sends LIST to key 0; sleeps; binds LIST and spins; dies. */
extern const uint8_t counts[8], sends[34], halts[33], binds[42], dies[2];

struct words good_words(const struct guest *g);
void open_guest(struct guest *g);
void initialise(struct guest *g);
void start(struct guest *g, const void *code, size_t len);
#define START(g, code) start(g, code, sizeof(code))
void end(struct guest *g);
int request(int fd, uint32_t a, uint32_t b, uint32_t c, int words);
double now(void);
void pause_ms(long ms);
void interrupted_by(int number);
ssize_t run_for(struct guest *g, long ms, void *buf, size_t len);
volatile uint32_t *count_of(const struct guest *g);
const char *counts_or_ends(struct guest *g);
long pinned(void);
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
	memory_cases[];

#endif /* _HOSTILE_LAUNCHER_H */
