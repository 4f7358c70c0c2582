/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Streaming parser for KTAP 1 and TAP 13/14 with nested subtests, in the middle
 * of whatever else a kernel log holds: one line at a time, in bounded memory.
 * harness/FORMATS.md says what it understands and how strict it is.
 * ktap_line.c knows what a line says, ktap.c the documents, ktap_console.c the
 * lines that others wrote into.
 */
#ifndef HARNESS_SCORE_KTAP_H
#define HARNESS_SCORE_KTAP_H

#include "score/unwrap.h"

#include <stdbool.h>
#include <stddef.h>

#define KTAP_LEVELS 8
/* Longer names are cut and get a checksum to differ: see ktap_shorten(). */
#define KTAP_NAME 400
#define KTAP_PATH 800
#define KTAP_REASON 300

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
	bool group;		/* sums up subtests that came before */
	bool liar;		/* says ok although a subtest failed */
	unsigned children_failed; /* of a group */
	enum ktap_directive directive;
	unsigned level;		/* 0 outermost */
	const char *path;	/* names from the outermost group, with dots */
	const char *was;	/* how its subtests' paths began; NULL: path */
	const char *reason;	/* after "#" and the directive; may be "" */
	const char *cut;	/* why subtests are missing, or NULL */
};

struct ktap_ops {
	/* The document's outermost plan; skip_reason: NULL, or of 1..0 # SKIP */
	void (*plan)(void *ctx, unsigned n, const char *skip_reason);
	/* Diagnostics of the next result. */
	void (*diag)(void *ctx, const char *text);
	/* A line of a YAML block of the last result. */
	void (*yaml)(void *ctx, const char *text);
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
	bool closed;		/* the plan came last: nothing may follow */
	bool hash;		/* its lines begin with "# ", as kselftest's */
	bool any;		/* it has results, or a group inside it has */
	bool skipped;		/* 1..0 with a reason */
	char name[KTAP_NAME];	/* of the "# Subtest:" line */
	char why[KTAP_REASON];	/* it was skipped or is incomplete; or "" */
	char bail[KTAP_REASON];	/* its "Bail out!"; or "" */
};

/* A line that someone wrote into; see ktap_console.c. */
struct ktap_torn {
	char head[LINE_OVERLAP];	/* waits for its rest; "": none does */
	bool stamped;		/* the kernel of this log writes time stamps */
	bool not_seen;		/* a lone "not " since the last result */
	bool not_kernel;	/* the kernel's "not " */
};

struct ktap {
	const struct ktap_ops *ops;
	void *ctx;
	bool started;
	int depth;		/* index of the innermost level */
	struct ktap_level level[KTAP_LEVELS];
	bool children;		/* the group at depth + 1 ended: result is due */
	unsigned results;	/* leaves and groups, all levels */
	bool kernel;		/* the line parsed is the kernel's */
	bool in_diag;		/* the last line was a diagnostic */
	int yaml;		/* indentation of an open YAML block, or -1 */
	bool yaml_kernel;
	char next[KTAP_NAME];	/* name of the next group, or "" */
	struct ktap_torn torn;
};

void ktap_init(struct ktap *k, const struct ktap_ops *ops, void *ctx);
/* Takes a complete, terminated line; true if it was KTAP. */
bool ktap_line(struct ktap *k, const char *line);
/* Takes a line of a log that others write to as well. */
void ktap_console(struct ktap *k, const struct text_line *t);
/* Shortens a name to fit; names that differ still differ afterwards. */
void ktap_shorten(char *out, size_t size, const char *name);
/* Are the outermost plan and all its results there? */
bool ktap_complete(const struct ktap *k);
/* The input has ended: reports plans that were not kept. */
void ktap_end(struct ktap *k);

/* Private to ktap*.c. */
struct ktap_words {
	enum ktap_directive directive;
	bool hash;		/* something follows the description */
	char name[KTAP_NAME];
	char reason[KTAP_REASON];
};

/* Parses DESCRIPTION [# [DIRECTIVE] TEXT] of a result or a plan. */
void ktap_words(const char *p, struct ktap_words *w);
void ktap_error(struct ktap *k, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* The text after "ok 3" or "not ok 3", or NULL; *n is 0 without a number. */
const char *ktap_result_start(const char *p, bool *ok, unsigned *n);
/* Is this a result? Sets *ok and its number, 0 if it has none. */
bool ktap_is_result(const char *line, bool *ok, unsigned *n);
/* The text after a decimal number that a space or the end ends, or NULL. */
const char *ktap_number(const char *p, unsigned *n);
const char *ktap_skip_spaces(const char *p);

#endif
