/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Time limits of a running guest: which one is next, and what it means when it
 * passes. Pure arithmetic over the score's times.
 */
#ifndef HARNESS_RUN_LIMITS_H
#define HARNESS_RUN_LIMITS_H

#include "score/score.h"

struct limit {
	uint64_t at;		/* ns since the launcher's start */
	enum end_how how;
	char text[500];
};

/* The things that have a limit. */
enum limit_of {
	LIMIT_WHOLE,
	LIMIT_BOOT,
	LIMIT_TEST,
	LIMIT_SHUTDOWN,
	LIMIT_STEP,
	LIMITS
};

/*
 * Limits count in the guest's time. It stands still while the launcher wants to
 * run and others have the CPUs, so a busy machine does not make a test late; a
 * guest that sleeps or spins uses it up. The caller keeps this from one call to
 * the next; it starts as zero.
 */
struct limit_clock {
	uint64_t waited;	/* ns the launcher has waited for a CPU */
	unsigned factor;	/* in clock time, a limit is at most so many */
	/* for each limit: when it began, and what had been waited by then */
	uint64_t since[LIMITS], before[LIMITS];
};

/* closed_at: when the launcher closed the console; 0: it has not. */
void limits_next(const struct suite *suite, const struct score *s,
		 uint64_t closed_at, struct limit_clock *clock,
		 struct limit *out);

#endif
