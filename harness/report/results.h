/* SPDX-License-Identifier: GPL-2.0 */
/*
 * results.json of a run: everything the report says and more, for programs.
 * The schema is harness/report/results.schema.json.
 */
#ifndef HARNESS_REPORT_RESULTS_H
#define HARNESS_REPORT_RESULTS_H

#include "report/summary.h"

#include <stdbool.h>

#define RESULTS_SCHEMA 2

/* The launcher's counters (--stats=FILE); NULL if they cannot be read. */
struct json_t *results_stats(const char *file);
/* All of a run; NULL: out of memory. */
struct json_t *results_json(const struct summary *s);
/* What they say of all together. */
void results_totals(const struct json_t *results, struct totals *t,
		    int *status);
/* { "size", "sha512" } of a file, and its path if that is asked for. */
struct json_t *results_file(const char *path, bool with_path);
/* Paths may hold any bytes, JSON may not; NULL becomes null. */
struct json_t *results_string(const char *text);
/* Writes a file, whole or not at all. */
int results_save(const struct json_t *j, const char *path,
		 struct refusal *err);

#endif
