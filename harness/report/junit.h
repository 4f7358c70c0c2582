/* SPDX-License-Identifier: GPL-2.0 */
/*
 * JUnit XML from results.json, as CI systems read it; junit.xsd is the schema.
 */
#ifndef HARNESS_REPORT_JUNIT_H
#define HARNESS_REPORT_JUNIT_H

#include "lib/refusal.h"

#include <jansson.h>

/* Writes a file, whole or not at all. */
int junit_write(const json_t *results, const char *path, struct refusal *err);

#endif
