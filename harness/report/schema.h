/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The part of JSON Schema that results.schema.json uses: type, enum, required,
 * properties, items, $ref to $defs.
 */
#ifndef HARNESS_REPORT_SCHEMA_H
#define HARNESS_REPORT_SCHEMA_H

#include "lib/refusal.h"

#include <jansson.h>

/* 0, or -EINVAL and "PATH: expected ..." with the path in the document. */
int schema_check(const json_t *schema, const json_t *value,
		 struct refusal *err);
/*
 * Reads and checks a results.json, given by its path or its folder. NULL and a
 * message with file and line.
 */
json_t *results_load(const char *path, struct refusal *err);

#endif
