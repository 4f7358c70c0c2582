/* SPDX-License-Identifier: GPL-2.0 */
/*
 * JUnit XML from results.json, as CI systems read it; junit.xsd is the schema.
 */
#ifndef HARNESS_JUNIT_H
#define HARNESS_JUNIT_H

#include <jansson.h>

#include "lib/text.h"

/* Writes a file, whole or not at all. */
int junit_write(const json_t *results, const char *path, struct message *err);

#endif
