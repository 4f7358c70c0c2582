/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Known failures.  A file of lines "SUITE/TEST :: SIGNATURE"; "*" for any
 * signature; "(suite)" for TEST is the suite itself; # begins a comment.  In
 * front of what would be taken for something else is a backslash: "\\", "\#",
 * " \:: ", "\(suite)"; "\n" ends a line.
 */
#ifndef HARNESS_REPORT_BASELINE_H
#define HARNESS_REPORT_BASELINE_H

#include "lib/refusal.h"

#include <jansson.h>
#include <stdio.h>

struct baseline;

/* -EINVAL and "FILE:LINE: expected ...". */
int baseline_load(const char *path, struct baseline **out,
		  struct refusal *err);
void baseline_free(struct baseline *b);
/*
 * Marks known failures in the results and takes them out of totals and exit
 * statuses; an ERROR is never known.
 */
void baseline_apply(struct baseline *b, json_t *results);
/* A line for each entry whose test passed in the results; how many. */
unsigned baseline_tell_fixed(struct baseline *b, const json_t *results,
			     FILE *out);
/* The lines of all failures in the results, but errors. */
void baseline_print(const json_t *results, FILE *out);

#endif
