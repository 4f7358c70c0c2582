/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a run says on the terminal: a line per test as it happens, one per
 * suite, a summary.  Plain lines; colour only on a terminal that wants it.
 */
#ifndef HARNESS_REPORT_H
#define HARNESS_REPORT_H

#include <stdio.h>

#include "score.h"

struct outcome;
struct session;

struct report {
	FILE *out;
	bool colour;
	bool verbose;
};

void report_init(struct report *r, FILE *out, bool verbose);
void report_suite(const struct report *r, const struct outcome *o);
void report_test(const struct report *r, const struct suite *s,
		 const struct test *t);
void report_outcome(const struct report *r, const struct outcome *o);
/* What the host counted for the guest. */
void report_stats(const struct report *r, const struct outcome *o);
/* Ends with the line "N passed, N failed, N skipped". */
void report_summary(const struct report *r, const struct session *s);

#endif
