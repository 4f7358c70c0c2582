/* SPDX-License-Identifier: GPL-2.0 */
/*
 * results.json of a run: everything the report says and more, for programs.
 * The schema is in harness/README.md.
 */
#ifndef HARNESS_RESULTS_H
#define HARNESS_RESULTS_H

#include "session.h"

#define RESULTS_SCHEMA 1

/* The launcher's counters (--stats=FILE); NULL if they cannot be read. */
struct json_t *results_stats(const char *file);
void results_stats_free(struct json_t *stats);
/* Writes DIR/results.json, whole or not at all. */
int results_write(const struct session *s, struct message *err);

#endif
