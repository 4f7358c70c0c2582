/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The test plan: /etc/lgcheck/plan in a guest's root file system.
 *
 * One test per line, "NAME PATH [ARGUMENT]...", words separated by blanks, no
 * quoting. Empty lines and lines that begin with # are skipped. The harness
 * writes it and can check it with this parser; init in the guest reads it.
 */
#ifndef IMAGES_PLAN_H
#define IMAGES_PLAN_H

#include <stddef.h>

#define PLAN_TESTS_MAX	1024
#define PLAN_ARGS_MAX	32	/* words in a line after the name */
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
 * Parse @text, cutting it into words in place; it must live as long as @plan.
 * Returns 0 or -errno; for -EINVAL @error says "line N: what is wrong".
 */
int plan_parse(char *text, struct plan *plan, char *error, size_t size);

void plan_free(struct plan *plan);

#endif
