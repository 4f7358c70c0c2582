/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Verdicts, how they add up, and the exit status that they lead to. Pure
 * arithmetic: no input, no files.
 */
#ifndef LIB_VERDICT_H
#define LIB_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

/* From best to worst: the order is the meaning. */
enum verdict {
	VERDICT_PASS,
	VERDICT_SKIP,
	VERDICT_XFAIL,		/* a known failure */
	VERDICT_FLAKY,		/* failed, and passed when run again */
	VERDICT_FAIL,		/* the test says so */
	VERDICT_CRASH,		/* panic, oops, warning, killed by the host */
	VERDICT_HANG,
	VERDICT_ERROR,		/* we or the machine failed: cannot tell */
	VERDICTS
};

/* Exit status of lgcheck; git bisect reads 1..124 as bad, 125 as skip. */
enum {
	STATUS_PASSED = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
	STATUS_CRASH = 3,
	STATUS_HANG = 4,
	STATUS_NO_TEST = 5,	/* the guest never reached its first test */
	STATUS_CANNOT_TELL = 125,
};

struct verdict_count {
	unsigned n[VERDICTS];
};

const char *verdict_name(enum verdict v);
/* 0 and *v, or -EINVAL. */
int verdict_parse(const char *name, enum verdict *v);
enum verdict verdict_worse(enum verdict a, enum verdict b);
void verdict_add(struct verdict_count *c, enum verdict v);
unsigned verdict_total(const struct verdict_count *c);
/*
 * The verdict of a group: the worst of its members, except that skips and
 * known failures do not spoil a group in which something passed. An empty
 * group is an error.
 */
enum verdict verdict_of(const struct verdict_count *c);
/* reached: the guest got as far as its first test. */
int verdict_status(enum verdict v, bool reached);
/* The more telling one of two exit statuses. */
int status_worse(int a, int b);

#endif
