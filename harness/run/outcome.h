/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One guest of a run: its suite, its files, its score, and what it deserves.
 */
#ifndef HARNESS_OUTCOME_H
#define HARNESS_OUTCOME_H

#include "run/run.h"
#include "score/score.h"
#include "suite/select.h"
#include "suite/suite.h"

struct session;

/* What is to be run. */
struct job {
	unsigned pick;		/* number in session->picks */
	const unsigned *tests;	/* of the pick, in order */
	unsigned n;
	unsigned repeat;	/* from 1; 0: there is only one */
	unsigned attempt;	/* from 0 */
};

struct outcome_files {
	char *dir;
	char *image;
	char *disks[SUITE_DISKS];
	char *stats;
};

struct outcome {
	struct session *session;
	struct suite *suite;
	unsigned pick;
	bool part;		/* not all of the suite's tests */
	unsigned repeat, attempt;
	struct outcome *retried;	/* the attempt after this one, or NULL */
	struct outcome *previous;	/* the attempt before this one, or NULL */
	char label[300];	/* for people, and the folder's name */
	const char *kernel;
	const char *memory;
	bool ran;		/* score is valid */
	struct score score;
	struct outcome_files files;
	struct run *run;	/* while the guest runs */
	uint64_t *cpu;		/* of each test, ns; n_cpu of them */
	unsigned n_cpu;
	uint64_t cpu_before;	/* used until the last result */
	uint64_t start, duration;
	struct json_t *stats;	/* what the host counted, or NULL */
	struct json_t *image_diff;	/* what the guest wrote, or NULL */
	/* what the guest deserves */
	enum verdict actual;
	int actual_status;
	char actual_reason[SCORE_REASON];
	/* the same, unless the suite file says which verdict is right */
	enum verdict verdict;
	int status;
	char reason[SCORE_REASON];
};

/*
 * Starts the guest.  When that is not to be or fails it has its verdict at
 * once, and out->run is NULL.  Returns NULL only for want of memory or if the
 * suite cannot be read any more, with a message.
 */
struct outcome *outcome_begin(struct session *s, const struct job *job,
			      struct message *err);
/* What takes long and would keep others waiting: before the first guest. */
void outcome_preload(struct session *s);
/* Does what there is to do; call after each poll. */
void outcome_turn(struct outcome *o);
/* The guest's run is over: its verdict.  -EBUSY: go no further. */
int outcome_end(struct outcome *o);
void outcome_free(struct outcome *o);
/* Its verdicts are told and counted test by test. */
bool outcome_by_test(const struct outcome *o);
/*
 * The tests (numbers in the pick) that another attempt should run: those that
 * failed or gave no result; all, if the suite failed for another reason.
 * Returns how many; *tests is allocated.
 */
unsigned outcome_failed_tests(const struct outcome *o, unsigned **tests);
/* The next attempt is over: what both together mean. */
void outcome_merge_retry(struct outcome *first);

#endif
