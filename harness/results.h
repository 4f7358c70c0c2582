/* SPDX-License-Identifier: GPL-2.0 */
/*
 * results.json of a run: everything the report says and more, for programs.
 * The schema is in harness/README.md.
 */
#ifndef HARNESS_RESULTS_H
#define HARNESS_RESULTS_H

#include "session.h"

#define RESULTS_SCHEMA 1

/* Writes DIR/results.json, whole or not at all. */
int results_write(const struct session *s, struct message *err);

#endif
