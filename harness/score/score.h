/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Scores one guest. Feed it the bytes of the guest's consoles and how the guest
 * ended: it keeps the tests, the crashes and the phase, and has the verdict in
 * the end. It has no I/O and no clock, so a saved log scores like a live one.
 */
#ifndef HARNESS_SCORE_SCORE_H
#define HARNESS_SCORE_SCORE_H

#include "lib/text.h"
#include "lib/verdict.h"
#include "score/crash.h"
#include "score/cross.h"
#include "score/ktap.h"
#include "score/records.h"
#include "score/script.h"
#include "suite/suite.h"

#include <stdbool.h>

#define SCORE_NAME KTAP_PATH
#define SCORE_REASON 700
#define SCORE_TESTS 1000000
#define SCORE_CRASHES 128
#define SCORE_LOST_CRASHES "more kinds of crashes than are kept"
#define SCORE_ERRORS 16

/* How far the guest has come. */
enum phase {
	PHASE_LOAD,		/* it has not printed a byte yet */
	PHASE_EARLY_BOOT,
	PHASE_BOOT,		/* initcalls */
	PHASE_INIT,		/* init was started */
	PHASE_TEST,
	PHASE_SHUTDOWN,		/* all results are in */
	PHASES
};

const char *phase_name(enum phase p);

struct test {
	char *name;
	char *reason;		/* NULL or why */
	char *log;		/* NULL or its diagnostics, the last few KiB */
	uint64_t start, duration;	/* ns since the launcher's start */
	enum verdict verdict;
	bool done;
};

struct crash_note {
	char title[CRASH_TITLE];
	char test[SCORE_NAME];	/* "" when no test was running */
	enum phase phase;
	uint64_t at;
	bool allowed;		/* its suite does so wherever it comes */
	bool pending;		/* belongs to the next KTAP result */
	bool counted;		/* a test has CRASH because of it */
};

enum end_how {
	END_EXIT,		/* the launcher's exit status */
	END_SIGNAL,		/* the launcher was killed by a signal */
	END_LIMIT,		/* we killed it: a time limit */
	END_DEATH_TEXT,		/* we killed it: panicked but did not stop */
	END_STOPPED,		/* we killed it: its script failed */
	END_CLOSED,		/* we killed it: it closed the console */
	END_INTERRUPTED,	/* we killed it: the user wants to stop */
	END_LOG,		/* unknown: we only have a saved log */
};

struct ending {
	enum end_how how;
	int number;		/* exit status or signal */
	int busy;		/* percent of a CPU lately; -1: unknown */
	char text[600];		/* launcher's last stderr line, or the limit */
	char where[500];	/* where a guest that hangs is, or "" */
};

struct score_ops {
	/* A test has its verdict; called again if a later crash changes it. */
	void (*test_done)(void *ctx, const struct test *t);
};

/* Types this on the guest's console. */
typedef void score_send_fn(void *ctx, const unsigned char *text, size_t len);

struct score {
	const struct suite *suite;
	const struct score_ops *ops;
	void *ctx;
	score_send_fn *send;
	void *send_ctx;
	uint64_t now;		/* when the bytes came that are being fed */

	enum phase phase;
	uint64_t phase_at[PHASES];	/* first time; 0 not seen */
	uint64_t init_at;	/* init's first line; 0 not seen */
	uint64_t step_at;	/* the last script step was met */
	uint64_t progress_at;	/* last start or result of a test */
	bool reached;		/* the guest came to its first test */
	uint64_t panic_at;	/* the console said so; 0 not seen */
	bool ended;		/* the END record came */
	unsigned end_count;
	unsigned top_results;	/* results of the outermost KTAP level */
	/* the first test since a result of this level or further out */
	unsigned level_first[KTAP_LEVELS];
	int plan;		/* -1 none */
	bool plan_skip;
	char plan_reason[200];

	struct test *tests;
	unsigned n_tests;
	struct test *running;
	uint64_t result_at;	/* last result, for durations in KTAP logs */
	char *diag;		/* since the last result */
	size_t diag_len;
	char marker[SCORE_NAME];	/* the test that init named on the log */
	bool marked;			/* init names its tests there */

	struct crash_note crashes[SCORE_CRASHES];
	unsigned n_crashes, lost_crashes;
	char *errors[SCORE_ERRORS];	/* protocol errors of the guest */
	unsigned n_errors;
	char last_line[240];
	uint64_t console_bytes;
	size_t log_bytes;	/* kept with tests */

	struct lines console;
	struct crash crash;
	struct ktap ktap;
	struct records records;
	struct cross cross;
	struct script script;

	/* set by score_end(); the rest by score_judge() */
	struct ending ending;
	enum verdict verdict;
	char reason[SCORE_REASON];
	struct verdict_count count;	/* of tests */
	const struct test *victim;	/* it ran when the guest broke down */
	bool incomplete;	/* the guest went on after a crash, but results
				 * do not add up */
};

void score_init(struct score *s, const struct suite *suite,
	       const struct score_ops *ops, void *ctx);
void score_free(struct score *s);
/* The launcher runs: the script may send from now on. */
void score_start(struct score *s, score_send_fn *send, void *send_ctx);
void score_console(struct score *s, const char *data, size_t n, uint64_t now);
void score_records(struct score *s, const char *data, size_t n, uint64_t now);
/* The guest is gone, and no more bytes will come. */
void score_end(struct score *s, const struct ending *e, uint64_t now);
/* The script waits in vain: its test fails or hangs. */
void score_step_late(struct score *s, uint64_t now);
/* Adds a test that the harness itself makes (a disk's contents). */
void score_own_test(struct score *s, const char *name, enum verdict v,
		    const char *reason);
/* Closes the running test and sets the verdict; call once, after the end. */
void score_judge(struct score *s);
/* The launcher's word on the guest's death if the log has no panic; or NULL. */
const char *score_death(const struct score *s);
/* After the verdict: the crash that says most; NULL: none. */
const char *score_title(const struct score *s);
/* "spinning" or "halted" for ending.busy; "" if it is unknown. */
const char *busy_word(int busy);
/* It does not count: its suite allows it, or its test must report it. */
bool score_crash_allowed(const struct score *s, const struct crash_note *c);
/* The guest is off as it should be: by itself, or by a panic that is allowed. */
bool score_powered_off(const struct score *s);
/* The name of the running test or step, or of the next result; NULL: none. */
const char *score_running(const struct score *s, char *buf, size_t size);

#endif
