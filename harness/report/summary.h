/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A run, for its reports: what was asked for, and what came of each guest and
 * of all together. run/ fills it in; reports read it.
 */
#ifndef HARNESS_REPORT_SUMMARY_H
#define HARNESS_REPORT_SUMMARY_H

#include "score/outcome.h"
#include "suite/options.h"

#include <time.h>

struct totals {
	unsigned passed, failed, skipped, flaky, known;
};

struct summary {
	const struct options *options;
	char dir[4096];		/* the folder of this run's results */
	time_t started;
	uint64_t duration;
	uint32_t whole;		/* of struct picks */
	struct outcome **outcomes;	/* first attempts, in order of start */
	unsigned n;
	unsigned dropped;	/* guests that passed and were not kept */
	int interrupted;	/* by this signal; 0: not */
	int status;
	struct totals totals;
};

/* Adds an outcome that is final to totals and status. */
void summary_add(struct summary *s, const struct outcome *o);

#endif
