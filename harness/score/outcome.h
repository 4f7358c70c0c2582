/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What came of one guest: its suite, its files, its score and its verdict. run/
 * fills it in, report/ reads it.
 */
#ifndef HARNESS_SCORE_OUTCOME_H
#define HARNESS_SCORE_OUTCOME_H

#include "score/score.h"
#include "suite/suite.h"

#include <stdbool.h>

/* Paths; NULL: there is no such file. */
struct outcome_files {
	char *dir;
	char *image;
	char *disks[SUITE_DISKS];
	char *stats;
	char *initrd;		/* that a kernel needs to find its root */
};

struct outcome {
	struct suite *suite;
	unsigned pick;		/* number of the suite among those of the run */
	bool part;		/* not all of the suite's tests */
	bool as_is;		/* do not ask which verdict the suite expects */
	unsigned repeat, attempt;
	struct outcome *retried;	/* the attempt after this one, or NULL */
	struct outcome *previous;	/* the attempt before this one, or NULL */
	char label[300];	/* for people, and the folder's name */
	const char *kernel;
	const char *memory;
	const char *machine;	/* its name; NULL: it has none */
	const char *accelerator;	/* of qemu, or NULL */
	char *config;		/* of the kernel: a file beside it, or NULL */
	char **modules;		/* that the kernel boots with, in that order */
	unsigned n_modules;
	struct outcome_files files;
	bool ran;		/* score is valid */
	struct score score;
	uint64_t *cpu;		/* of each test, ns; n_cpu of them */
	unsigned n_cpu;
	uint64_t duration;
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

/* Sets both verdicts.  reached: the guest got as far as its first test. */
void outcome_judge(struct outcome *o, enum verdict v, bool reached,
		   const char *reason);
/* Are its verdicts shown and counted test by test? */
bool outcome_by_test(const struct outcome *o);
/* Frees it and the outcomes of later attempts. */
void outcome_free(struct outcome *o);

#endif
