/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One guest of a run while there is something to do for it.  What came of it is
 * its outcome, which stays when the guest is gone.
 */
#ifndef HARNESS_RUN_GUEST_H
#define HARNESS_RUN_GUEST_H

#include "run/run.h"
#include "score/outcome.h"

struct session;

/* What is to be run. */
struct job {
	unsigned pick;		/* number in session->picks */
	const unsigned *tests;	/* of the pick, in order */
	unsigned n;
	unsigned repeat;	/* from 1; 0: there is only one */
	unsigned attempt;	/* from 0 */
};

struct guest {
	struct session *session;
	struct outcome *outcome;
	struct run *run;	/* while it runs */
	uint64_t start;
	uint64_t cpu_before;	/* used until the last result, ns */
};

/*
 * Starts the guest.  If it is not to run or cannot, it has its verdict at once,
 * and run is NULL.  Returns NULL only for want of memory or if the suite cannot
 * be read any more, with a message.
 */
struct guest *guest_begin(struct session *s, const struct job *job,
			  struct refusal *err);
/* What takes long and would keep others waiting: before the first guest. */
void guest_preload(struct session *s);
/* Does what there is to do; call after each poll. */
void guest_turn(struct guest *g);
/* Its run is over: its verdict.  -EBUSY: go no further. */
int guest_end(struct guest *g);
/* Returns its outcome, which is the caller's. */
struct outcome *guest_free(struct guest *g);

#endif
