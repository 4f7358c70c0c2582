/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One run of lgcheck: its suites, one guest after the other, and what came of
 * them.
 */
#ifndef HARNESS_SESSION_H
#define HARNESS_SESSION_H

#include <time.h>

#include "options.h"
#include "report.h"
#include "score.h"
#include "suite.h"

/* What became of one suite. */
struct outcome {
	struct suite *suite;
	const char *kernel;
	const char *memory;
	bool ran;		/* score is valid */
	struct score score;
	uint64_t duration;
	struct json_t *stats;	/* what the host counted, or NULL */
	/* what the guest deserves */
	enum verdict actual;
	int actual_status;
	char actual_reason[SCORE_REASON];
	/* the same, unless the suite file says which verdict is right */
	enum verdict verdict;
	int status;
	char reason[SCORE_REASON];
};

struct session {
	const struct options *options;
	struct report report;
	char dir[4096];		/* of this run's results */
	time_t started;
	uint64_t start, duration;
	struct outcome *outcomes;
	unsigned n, done;
	int signals;
	int interrupted;
	unsigned passed, failed, skipped;
	int status;
};

#endif
