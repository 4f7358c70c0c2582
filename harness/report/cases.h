/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Walks over results.json for the code that turns it into something else. A
 * test here is a result, or the suite itself if that failed or was skipped for
 * a reason of its own.
 */
#ifndef HARNESS_REPORT_CASES_H
#define HARNESS_REPORT_CASES_H

#include "lib/verdict.h"

#include <jansson.h>
#include <stdbool.h>

/* Strings are never NULL and belong to the results. */
struct case_of {
	const json_t *entry;	/* the suite's */
	const json_t *failure;	/* its entry among the failures, or NULL */
	const char *suite;	/* "guest" */
	const char *folder;	/* "guest.2" */
	const char *name;	/* of the test; of the suite: "(suite)" */
	bool whole;		/* it is the suite itself */
	enum verdict verdict;
	const char *reason, *log, *signature, *rerun;
	double duration, cpu;	/* cpu: -1 unknown */
	bool known;
	bool failed;		/* counts against the run */
	bool aside;		/* neither passed nor failed: skipped, known */
};

const char *text_field(const json_t *object, const char *key);
void each_case(const json_t *suite, void (*fn)(void *, const struct case_of *),
	       void *ctx);

#endif
