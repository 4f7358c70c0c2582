/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Streaming parser for KTAP 1 and TAP 13/14, nested subtests included, in the
 * middle of whatever else a kernel log holds.  A line at a time, bounded
 * memory.  What it understands and how strict it is: harness/README.md.
 */
#ifndef HARNESS_KTAP_H
#define HARNESS_KTAP_H

#include <stdbool.h>
#include <stddef.h>

#define KTAP_LEVELS 8
#define KTAP_NAME 120
#define KTAP_PATH 400

enum ktap_directive {
	KTAP_PLAIN,
	KTAP_SKIP,
	KTAP_TODO,
	KTAP_XFAIL,
	KTAP_TIMEOUT,
	KTAP_ERROR,
};

struct ktap_result {
	bool ok;
	bool group;		/* sums up subtests that were reported before */
	bool liar;		/* says ok although a subtest failed */
	unsigned children_failed; /* of a group */
	enum ktap_directive directive;
	unsigned level;		/* 0 outermost */
	const char *path;	/* names from the outermost group, by dots */
	const char *reason;	/* behind the directive, may be "" */
};

struct ktap_ops {
	/* The document's outermost plan; skip_reason: NULL, or of 1..0 # SKIP */
	void (*plan)(void *ctx, unsigned n, const char *skip_reason);
	void (*diag)(void *ctx, const char *text);
	void (*result)(void *ctx, const struct ktap_result *r);
	/* The document contradicts itself. */
	void (*error)(void *ctx, const char *text);
	void (*bail_out)(void *ctx, const char *reason);
};

struct ktap_level {
	unsigned indent;
	int plan;		/* -1: none yet */
	unsigned count;		/* results, by their numbers */
	unsigned failed;
	bool closed;		/* a plan behind the results: nothing follows */
	char name[KTAP_NAME];	/* of the "# Subtest:" line */
};

struct ktap {
	const struct ktap_ops *ops;
	void *ctx;
	bool started;
	int depth;		/* index of the innermost level */
	struct ktap_level level[KTAP_LEVELS];
	bool children;		/* a group ended; its own result is due */
	unsigned children_failed;
	int children_of;	/* at this level */
	unsigned results;	/* leaves and groups, all levels */
	unsigned split_wait;	/* lines that the head still waits */
	char head[160];		/* first part of a line that printk cut */
};

void ktap_init(struct ktap *k, const struct ktap_ops *ops, void *ctx);
/* One line, terminated, without newline; returns true if it was KTAP. */
bool ktap_line(struct ktap *k, const char *line);
/* The outermost plan is there and all its results are. */
bool ktap_complete(const struct ktap *k);
/* End of input: reports plans that were not kept. */
void ktap_end(struct ktap *k);

#endif
