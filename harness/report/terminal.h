/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a run prints: a line per test as it happens, one per suite, a summary.
 * Plain lines; on a terminal also colour (unless NO_COLOR is set) and a last
 * line that shows how far the run is.
 */
#ifndef HARNESS_REPORT_TERMINAL_H
#define HARNESS_REPORT_TERMINAL_H

#include "report/summary.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct json_t;

#define PROGRESS_GUESTS 4

struct terminal {
	FILE *out;
	bool quiet;		/* says nothing at all */
	bool colour;
	bool tty;
	bool verbose;
	bool live;		/* the last line is the live one */
	uint64_t live_at;
	unsigned tests;		/* printed so far */
};

struct progress {
	unsigned suites, done_suites;	/* guests; 0: nobody knows the end */
	unsigned tests;		/* of suites that know how many they have */
	uint64_t elapsed;
	const struct outcome *guests[PROGRESS_GUESTS];
	unsigned running;
};

void terminal_init(struct terminal *term, FILE *out, bool verbose);
void terminal_line(const struct terminal *term, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void terminal_suite(struct terminal *term, const struct outcome *o);
void terminal_test(struct terminal *term, const struct outcome *o,
		   const struct test *t);
/* An attempt has failed, and another follows. */
void terminal_attempt(struct terminal *term, const struct outcome *o);
void terminal_outcome(struct terminal *term, const struct outcome *o);
/* What the host counted for the guest. */
void terminal_stats(struct terminal *term, const struct outcome *o);
/* What the guest wrote to its root disk, if we know. */
void terminal_image_diff(struct terminal *term, const struct outcome *o);
/* Shows the live line, at most a few times a second; removes it. */
void terminal_progress(struct terminal *term, const struct progress *p);
void terminal_clear(struct terminal *term);
/* The failures in results.json, each with the command that repeats it. */
void terminal_failures(const struct terminal *term, const struct json_t *suites);
/* Ends with the line "N passed, N failed, N skipped". */
void terminal_summary(struct terminal *term, const struct summary *s,
		      const struct json_t *results);

#endif
