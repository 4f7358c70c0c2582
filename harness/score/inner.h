/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Private to score.c, score_tests.c and judge.c.
 */
#ifndef HARNESS_SCORE_INNER_H
#define HARNESS_SCORE_INNER_H

#include "score/score.h"

#include <stdbool.h>

/* Something is wrong with the results themselves. */
void score_error(struct score *s, const char *text);

/* A test begins; NULL if there are too many. */
struct test *score_test_new(struct score *s, const char *name);
/*
 * Their group has its name now: from the test of this number on, those with was
 * in front have path there.
 */
void score_tests_rename(struct score *s, unsigned first, const char *was,
			const char *path);
/* Its verdict; CRASH if a crash is its own.  Tells the watcher. */
void score_test_close(struct score *s, struct test *t, enum verdict v,
		      const char *reason);

/* One more line of diagnostics for the last test that has its verdict. */
void score_test_more(struct score *s, const char *text);

/* Diagnostics since the last result. */
void score_diag_reset(struct score *s);
void score_diag_add(struct score *s, const char *text);
void score_diag_last(const struct score *s, char *out, size_t size);

/* The matcher found s->crash.title: note it, and whose it is. */
void score_crash_new(struct score *s);
/* Has something crashed since the last result? */
bool score_crash_pending(const struct score *s);
/* A KTAP result of this test came: what crashed before it is its own. */
void score_crash_settle(struct score *s, const char *test);

#endif
