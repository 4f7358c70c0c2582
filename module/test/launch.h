/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Programs that are launchers themselves, to try the host: module/test/hostile and
 * module/test/fuzz.  A guest's memory, file and first request, the pages pinned, the
 * time, and KTAP.
 *
 * What goes wrong in here is no result of a test: die() says it and ends the
 * program.
 */
#ifndef MODULE_TEST_LAUNCH_H
#define MODULE_TEST_LAUNCH_H

#include <stddef.h>
#include <stdint.h>
#include "lguest.h"
#include "lguest_launcher.h"

#define PAGE	4096u

/* Seconds for anything to happen; a busy machine needs some of it. */
#define LIMIT_S	60

void die(const char *what) __attribute__((noreturn));
double now(void);

/* Pages pinned now, by anybody. */
long pinned(void);

/* Private memory of so many pages, all of it zero. */
uint8_t *map_pages(size_t pages);

/* LHREQ_INITIALIZE, with nothing wrong in it; no device table. */
struct words {
	uint64_t request;
	struct lguest_init init;
};
struct words init_words(const void *memory, uint32_t pages, uint32_t start);

/* 0, or what errno says. */
int send_words(int fd, const struct words *words);

/* Runs a guest, whatever the signals, until it ends: 0, or what errno says. */
int run_to_end(int fd, struct lguest_end *end);

/*
 * Small guests: PAGES pages and a few bytes of code at CODE.  Most count in the
 * first word of the page COUNT, so that it can be seen from outside that they
 * get on.
 */
#define PAGES	64
#define CODE	0x1000
#define COUNT	0x5000

struct guest {
	int fd;
	uint8_t *memory;
};

/* Counts without end. */
extern const uint8_t counts[8];

void open_guest(struct guest *g);
struct words good_words(const struct guest *g);
void initialise(struct guest *g);
void start(struct guest *g, const void *code, size_t len);
#define START(g, code) start(g, code, sizeof(code))
void end(struct guest *g);
volatile uint32_t *count_of(const struct guest *g);

/* Guests of module/test/mini and the like: an ELF file of one segment. */
struct image {
	const uint8_t *file;
	size_t size;
	uint32_t entry, start, end;	/* physical; what is zero included */
};
void image_open(struct image *image, const char *name);
void image_close(struct image *image);
/* Without what is zero behind it. */
void image_copy(const struct image *image, uint8_t *memory);

/*
 * KTAP: begins, says so many results will come (0: their number is told at the
 * end).  ktap_end() is the exit status.
 */
void ktap_begin(unsigned int plan);
void check(int ok, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
int ktap_end(void);

#endif /* MODULE_TEST_LAUNCH_H */
