/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a run consists of: words of the command line (names, folders, patterns)
 * to suites and the tests of each; the part of it that a shard gets; the order
 * in which it is run.
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
	unsigned *order;	/* the same, in the order to run them in */
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

/* Its tests can be chosen: the plan is the suite's own. */
bool pick_divisible(const struct pick *p);

/*
 * Reads every suite that is asked for, or, if nothing is, those of defaults
 * (NULL: all there are).  -EINVAL and a message for a mistake in a suite, a
 * word that matches nothing, tests asked for that cannot be chosen.
 */
int select_picks(const struct options *o, const char *const *defaults,
		 unsigned n_defaults, struct picks *out, struct refusal *err);
/* Leaves what belongs to this shard: every n-th test, or suite. */
void select_shard(struct picks *p, unsigned shard, unsigned shards);
/*
 * Fills in the orders: as asked for or, with a seed, shuffled; the same for the
 * same seed on every machine.  -ENOMEM.
 */
int select_order(struct picks *p, const uint64_t *seed);
void select_free(struct picks *p);

/*
 * A suite of its own for one guest: read again, with just these tests in this
 * order (numbers in p->suite).
 */
int select_suite(const struct options *o, const struct pick *p,
		 const unsigned *tests, unsigned n, struct suite **out,
		 struct refusal *err);

#endif
