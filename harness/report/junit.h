/* SPDX-License-Identifier: GPL-2.0 */
/*
 * results.json as JUnit XML for CI systems; junit.xsd is the schema.
 */
#ifndef HARNESS_REPORT_JUNIT_H
#define HARNESS_REPORT_JUNIT_H

#include "lib/refusal.h"

#include <jansson.h>

/* Writes a complete file or none; 0, or -errno and a message. */
int junit_write(const json_t *results, const char *path, struct refusal *err);

#endif
