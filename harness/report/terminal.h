/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a run says on the terminal: a line per test as it happens, one per
 * suite, a summary.  Plain lines; on a terminal also colour (unless NO_COLOR is
 * set) and a last line that shows how far the run is.
 */
#ifndef HARNESS_REPORT_H
#define HARNESS_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "score/score.h"

struct json_t;
struct outcome;
struct session;

#define PROGRESS_GUESTS 4

struct report {
	FILE *out;
	bool quiet;		/* says nothing at all */
	bool colour;
	bool tty;
	bool verbose;
	bool live;		/* the last line is the live one */
	uint64_t live_at;
	unsigned tests;		/* told so far */
};

struct progress {
	unsigned suites, done_suites;	/* guests; 0: no end is known */
	unsigned tests;		/* of suites that say how many they have */
	uint64_t elapsed;
	const struct outcome *guests[PROGRESS_GUESTS];
	unsigned running;
};

void report_init(struct report *r, FILE *out, bool verbose);
void report_line(const struct report *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void report_suite(struct report *r, const struct outcome *o);
void report_test(struct report *r, const struct outcome *o,
		 const struct test *t);
/* An attempt failed, and another follows. */
void report_attempt(struct report *r, const struct outcome *o);
void report_outcome(struct report *r, const struct outcome *o);
/* What the host counted for the guest, if that was asked for. */
void report_stats(struct report *r, const struct outcome *o);
/* What it wrote to its root disk, if that was asked for. */
void report_image_diff(struct report *r, const struct outcome *o);
/* The live line: a few times a second at most, and its end. */
void report_progress(struct report *r, const struct progress *p);
void report_clear(struct report *r);
/* Of suites of results.json, each with the command that runs just it again. */
void report_failures(const struct report *r, const struct json_t *suites);
/* Ends with the line "N passed, N failed, N skipped". */
void report_summary(struct report *r, const struct session *s);

#endif
