/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two runs side by side, test by test.
 */
#ifndef HARNESS_REPORT_COMPARE_H
#define HARNESS_REPORT_COMPARE_H

#include <jansson.h>

enum change {
	CHANGE_NEW,		/* fails now, did not */
	CHANGE_OTHER,		/* fails in another way */
	CHANGE_STILL,
	CHANGE_FIXED,
	CHANGE_GONE,		/* only in the first */
	CHANGE_ADDED,		/* only in the second, and passes */
	CHANGE_SAME,
	CHANGES
};

/* One side of a test; verdict NULL: that side does not have it. */
struct side {
	const char *verdict, *signature, *reason;
	double duration;
};

/* The difference in a test, or in one way in which it fails. */
struct difference {
	const char *test;	/* "suite/test" */
	enum change change;
	struct side a, b;
};

const char *change_name(enum change c);
/*
 * Lists every test of both runs, in the order of the second, and each way in
 * which it fails. Returns the count or -ENOMEM; free *out, and then *keep,
 * which holds what the differences point to.
 */
int compare_runs(const json_t *a, const json_t *b, struct difference **out,
		 json_t **keep);

#endif
