/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Known failures: a file of lines "SUITE/TEST :: SIGNATURE". The signature "*"
 * means any, the TEST "(suite)" is the suite itself, and # begins a comment. A
 * backslash keeps text from being taken for syntax: "\\", "\#", " \:: ",
 * "\(suite)"; "\n" is a newline.
 */
#ifndef HARNESS_REPORT_BASELINE_H
#define HARNESS_REPORT_BASELINE_H

#include "lib/refusal.h"

#include <jansson.h>
#include <stdio.h>

struct baseline;

/* 0, or -errno and a message; -EINVAL says "FILE:LINE: expected ...". */
int baseline_load(const char *path, struct baseline **out,
		  struct refusal *err);
void baseline_free(struct baseline *b);
/*
 * Marks known failures in the results and takes them out of totals and exit
 * statuses. An ERROR is never a known failure.
 */
void baseline_apply(struct baseline *b, json_t *results);
/* Prints a line for each entry whose test passed; returns how many. */
unsigned baseline_tell_fixed(struct baseline *b, const json_t *results,
			     FILE *out);
/* Prints the lines of all failures in the results except errors. */
void baseline_print(const json_t *results, FILE *out);

#endif
