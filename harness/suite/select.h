/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a run consists of: turns words of the command line (names, folders,
 * patterns) into suites and their tests, takes a shard's part, and sets the
 * order in which they run.
 */
#ifndef HARNESS_SUITE_SELECT_H
#define HARNESS_SUITE_SELECT_H

#include "suite/options.h"
#include "suite/suite.h"

#include <stdbool.h>

/* One suite, and which of its tests. */
struct pick {
	struct suite *suite;	/* as its file says */
	unsigned *tests;	/* numbers of those to run */
	unsigned *order;	/* the same, in the order in which they run */
	unsigned n;
	bool part;		/* not all of them */
	const char *only[SUITE_ONLY];	/* patterns for the suite's filter */
	unsigned n_only;
};

struct picks {
	struct pick *p;
	unsigned n;
	unsigned *order;	/* of the suites */
	uint32_t whole;		/* checksum of all, before a shard took its part */
};

/* Can its tests be chosen one by one? The plan must be the suite's own. */
bool pick_divisible(const struct pick *p);

/*
 * Reads every suite that the options ask for; if they ask for none, those of
 * defaults (NULL: all that exist). -EINVAL and a message for a mistake in a
 * suite, a word that matches nothing, or tests that cannot be chosen.
 */
int select_picks(const struct options *o, const char *const *defaults,
		 unsigned n_defaults, struct picks *out, struct refusal *err);
/* Keeps what belongs to this shard: every n-th test, or suite. */
void select_shard(struct picks *p, unsigned shard, unsigned shards);
/*
 * Fills in the orders: as asked for, or shuffled with a seed. A seed gives the
 * same order on every machine. 0 or -ENOMEM.
 */
int select_order(struct picks *p, const uint64_t *seed);
void select_free(struct picks *p);

/*
 * Makes a suite for one guest: reads it again and keeps just these tests in
 * this order (numbers in p->suite).
 */
int select_suite(const struct options *o, const struct pick *p,
		 const unsigned *tests, unsigned n, struct suite **out,
		 struct refusal *err);

#endif
