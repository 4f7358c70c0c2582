/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Private to score.c, tests.c and judge.c.
 */
#ifndef HARNESS_SCORE_INNER_H
#define HARNESS_SCORE_INNER_H

#include "score/score.h"

#include <stdbool.h>

/* Notes that something is wrong with the results themselves. */
void score_error(struct score *s, const char *text);

/* Adds a test that begins; NULL if there are too many. */
struct test *score_test_new(struct score *s, const char *name);
/*
 * A group got its name late: from the test with number first on, names that
 * begin with was begin with path from now on.
 */
void score_tests_rename(struct score *s, unsigned first, const char *was,
			const char *path);
/* Sets its verdict, CRASH if a crash belongs to it; tells the watcher. */
void score_test_close(struct score *s, struct test *t, enum verdict v,
		      const char *reason);

/* Adds a line of diagnostics to the last test that has its verdict. */
void score_test_more(struct score *s, const char *text);

/* Diagnostics since the last result. */
void score_diag_reset(struct score *s);
void score_diag_add(struct score *s, const char *text);
void score_diag_last(const struct score *s, char *out, size_t size);

/* The matcher found s->crash.title: notes it and whose it is. */
void score_crash_new(struct score *s);
/* It has a better title for the last one. */
void score_crash_titled(struct score *s);
/* Tests that passed without the crash that they must report: they fail. */
void score_splats_missing(struct score *s);
/* A splat whose test does not exist, or NULL. */
const struct suite_splat *score_splat_lost(const struct score *s);
/* Has something crashed since the last result? */
bool score_crash_pending(const struct score *s);
/* A KTAP result of this test came: earlier crashes belong to it. */
void score_crash_settle(struct score *s, const char *test);

#endif
