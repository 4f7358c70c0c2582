/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One guest of a run, as long as there is something to do for it. Its outcome
 * stays when the guest is gone.
 */
#ifndef HARNESS_RUN_GUEST_H
#define HARNESS_RUN_GUEST_H

#include "run/run.h"
#include "score/outcome.h"

struct session;

/* What to run. */
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
 * Starts the guest. If it cannot or must not run, it has its verdict at once
 * and run is NULL. Returns NULL with a message only if memory runs out or the
 * suite can no longer be read.
 */
struct guest *guest_begin(struct session *s, const struct job *job,
			  struct refusal *err);
/* Does what takes long and would hold up other guests; call it first. */
void guest_preload(struct session *s);
/* Does what there is to do; call after each poll. */
void guest_turn(struct guest *g);
/* Its run is over: sets its verdict. -EBUSY: start no other guest. */
int guest_end(struct guest *g);
/* Returns its outcome, which the caller frees. */
struct outcome *guest_free(struct guest *g);

#endif
