/* SPDX-License-Identifier: GPL-2.0 */
/*
 * results.json of a run: everything that the report says and more, for
 * programs. Its schema is results.schema.json in this folder.
 */
#ifndef HARNESS_REPORT_RESULTS_H
#define HARNESS_REPORT_RESULTS_H

#include "report/summary.h"

#include <stdbool.h>

#define RESULTS_SCHEMA 2

/* The launcher's counters (--stats=FILE); NULL if they cannot be read. */
struct json_t *results_stats(const char *file);
/* A whole run; NULL: out of memory. */
struct json_t *results_json(const struct summary *s);
/* Reads the totals and the exit status. */
void results_totals(const struct json_t *results, struct totals *t,
		    int *status);
/* { "size", "sha512" } of a file, with its path if wanted. */
struct json_t *results_file(const char *path, bool with_path);
/* A path may have any bytes, JSON may not; NULL becomes null. */
struct json_t *results_string(const char *text);
/* Writes a complete file or none; 0, or -errno and a message. */
int results_save(const struct json_t *j, const char *path,
		 struct refusal *err);

#endif
