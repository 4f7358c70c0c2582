/* SPDX-License-Identifier: GPL-2.0 */
/* What to run again, and what both attempts mean together. */
#ifndef HARNESS_RUN_RETRY_H
#define HARNESS_RUN_RETRY_H

#include "score/outcome.h"
#include "suite/select.h"

/*
 * The tests (numbers in the pick) that another attempt should run: those that
 * failed or gave no result, or all if the suite failed for another reason.
 * Returns how many; the caller frees *tests.
 */
unsigned retry_tests(const struct outcome *o, const struct pick *p,
		     unsigned **tests);
/* The next attempt is over: works out what both mean together. */
void retry_merge(struct outcome *first);

#endif
