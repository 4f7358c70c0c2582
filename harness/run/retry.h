/* SPDX-License-Identifier: GPL-2.0 */
/* What is run again, and what both attempts together mean. */
#ifndef HARNESS_RUN_RETRY_H
#define HARNESS_RUN_RETRY_H

#include "score/outcome.h"
#include "suite/select.h"

/*
 * The tests (numbers in the pick) that another attempt should run: those that
 * failed or gave no result; all, if the suite failed for another reason.
 * Returns how many; *tests is allocated.
 */
unsigned retry_tests(const struct outcome *o, const struct pick *p,
		     unsigned **tests);
/* The next attempt is over: what both together mean. */
void retry_merge(struct outcome *first);

#endif
