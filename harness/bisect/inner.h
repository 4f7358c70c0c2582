/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Private to bisect/.  Reading order: options.c, bisect.c (the search), step.c
 * (one build and one run), match.c (is it the failure that we look for),
 * odds.c (how often to repeat), journal.c, git.c, report.c.
 */
#ifndef HARNESS_BISECT_INNER_H
#define HARNESS_BISECT_INNER_H

#include "lib/refusal.h"
#include "lib/value.h"

#include <stdbool.h>
#include <stdio.h>

#define SHA_LEN 41
#define BISECT_WORDS 32

/* What a run says about the failure that we look for. */
enum seen {
	SEEN_PASS,		/* it did not happen */
	SEEN_FAIL,		/* it happened */
	SEEN_UNKNOWN,		/* another failure, or an error of ours */
	SEEN_NO_BUILD,		/* the commit does not build */
};

const char *seen_name(enum seen s);

/* The failure that we look for. */
struct failure {
	enum failure_kind {
		FAILURE_NONE,
		FAILURE_TEST,	/* a test says so */
		FAILURE_CRASH,
		FAILURE_HANG,
		FAILURE_BOOT,	/* the first test was never reached */
	} kind;
	char suite[200];
	char test[1000];	/* longer than any; "" if it belongs to none */
	char signature[300];	/* without numbers */
};

const char *failure_kind_name(enum failure_kind k);
int failure_kind_parse(const char *name, enum failure_kind *k);
/* For people: "guest/fork_wait: CRASH: BUG: ..." */
void failure_text(const struct failure *f, char *out, size_t size);
/*
 * Reads the failure in a results.json, or in the folder that holds one; test is
 * "SUITE" or "SUITE/TEST", or NULL for the first failure. *more counts the
 * others. 0; -ENOENT: there is none; another -errno. Errors set the message.
 */
int failure_read(const char *path, const char *test, struct failure *f,
		 unsigned *more, struct refusal *err);
/* Counts the guests of one run by what each says. */
struct tally {
	unsigned failed, passed, unknown;
};

/*
 * What those results say about f, and why. One failure beats any number of
 * guests that cannot tell, and those beat passes. tally may be NULL.
 */
enum seen failure_match(const char *path, const struct failure *f, char *why,
			size_t size, struct tally *tally);

/*
 * How many passes in a row clear a commit, if commits that have the failure
 * failed and passed that often so far. The answer is wrong at most once in
 * 1/doubt cases.
 */
unsigned odds_passes(unsigned failed, unsigned passed, double doubt,
		     unsigned max);
/* The doubt that is left after so many passes. */
double odds_doubt(unsigned failed, unsigned passed, unsigned passes);

struct commit {
	char sha[SHA_LEN];
	unsigned failed, passed, unknown;
	bool no_build;
	char why[400];		/* what the last run said */
	char results[4096];	/* of the last run that failed */
};

struct bisect_options {
	const char *good, *bad;
	const char *tree;
	const char *saved;	/* --for */
	const char *test;
	const char *build[VALUE_WORDS + 1], *run[VALUE_WORDS + 1];
	struct words build_words, run_words;
	const char *const *extra;	/* options for the run; ends with NULL */
	const char *judge;
	double doubt;		/* 1 - confidence */
	unsigned max_runs;
	bool help;
	const char *suites[BISECT_WORDS];	/* until the failure is known */
	unsigned n_suites;
	char places[4096];	/* each search gets a folder in it */
	char work[4096];	/* this search's; "" if not given */
};

struct bisect {
	const struct bisect_options *o;
	char tree[4096];
	char good[SHA_LEN], bad[SHA_LEN];
	struct failure want;
	struct commit **commits;
	unsigned n_commits;
	FILE *journal, *log;
	char checked_out[SHA_LEN], built[SHA_LEN];
	unsigned runs, builds;	/* of guests, of kernels */
	double build_seconds, run_seconds;
	char culprit[SHA_LEN];
	unsigned verified_passes;	/* of its parents, the fewest */
	struct refusal *err;
};

extern const char bisect_help[];
int bisect_options_parse(int argc, char **argv, struct bisect_options *o,
			 struct refusal *err);

/* Finds or makes the record of a commit; NULL: out of memory. */
struct commit *bisect_commit(struct bisect *b, const char *sha);
/* Prints a line to the terminal and to the log. */
void bisect_say(struct bisect *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Opens WORK's journal and takes over what an earlier run found out. */
int journal_open(struct bisect *b);
int journal_target(struct bisect *b);
int journal_run(struct bisect *b, const struct commit *c, enum seen seen,
		const struct tally *tally, double build, double run,
		const char *results);

/* Builds the commit if needed, runs so many guests, writes the journal. */
int step_run(struct bisect *b, struct commit *c, unsigned guests,
	     enum seen *seen);
int step_worktree(struct bisect *b);
void step_worktree_remove(struct bisect *b);

/* Runs git in the tree; *out is its output, which the caller frees. */
int git_output(struct bisect *b, char **out, const char *const args[]);
/* The commit that a name means. */
int git_commit(struct bisect *b, const char *name, char sha[SHA_LEN]);
bool git_is_ancestor(struct bisect *b, const char *old, const char *new);
/* "0123456789ab subject" */
void git_title(struct bisect *b, const char *sha, char *out, size_t size);

/* Writes the mail to a maintainer, and git's own log of the search. */
int bisect_report(struct bisect *b);

#endif
