/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Time limits of a running guest: which one is next, and what it means when
 * it passes.  Pure arithmetic over the score's times.
 */
#ifndef HARNESS_LIMITS_H
#define HARNESS_LIMITS_H

#include "score.h"

struct limit {
	uint64_t at;		/* ns since the launcher's start */
	enum end_how how;
	char text[500];
};

/* closed_at: when the launcher closed the console, 0 = it has not. */
void limits_next(const struct suite *suite, const struct score *s,
		 uint64_t closed_at, struct limit *out);

#endif
