/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The test plan: /etc/lgcheck/plan in a guest's root file system.
 *
 * One line a test, "NAME PATH [ARGUMENT]...", words separated by blanks with no
 * quoting; empty lines and lines that begin with # are skipped.  Read by init
 * in the guest; written by the harness, which can check it with this parser.
 */
#ifndef LGCHECK_IMAGES_PLAN_H
#define LGCHECK_IMAGES_PLAN_H

#include <stddef.h>

#define PLAN_TESTS_MAX	1024
#define PLAN_ARGS_MAX	32	/* words of a line after the name */
#define PLAN_NAME_MAX	100

struct plan_test {
	char *name;
	char **argv;	/* argv[0] is the path; ends with NULL */
};

struct plan {
	struct plan_test *tests;
	size_t count;
};

/*
 * Parse @text, which is cut into words in place and must live as long as @plan.
 * Returns 0 or -errno; -EINVAL comes with "line N: what is wrong" in @error.
 */
int plan_parse(char *text, struct plan *plan, char *error, size_t size);

void plan_free(struct plan *plan);

#endif
