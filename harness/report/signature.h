/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Signatures tell one failure of a test from another, and are the same each
 * time: "VERDICT: " and the crash title, or the reason without its numbers.
 */
#ifndef HARNESS_REPORT_SIGNATURE_H
#define HARNESS_REPORT_SIGNATURE_H

#include "score/outcome.h"

#include <stdbool.h>
#include <stddef.h>

#define SIGNATURE 300

/* Numbers become N, spaces become one; drops the details of a HANG. */
void signature_make(enum verdict v, const char *reason, char *out,
		    size_t size);
/* The signature of a test of this guest. */
void signature_test(const struct outcome *o, const struct test *t, char *out,
		    size_t size);
/*
 * The signature of the guest itself, if it failed for a reason that no test
 * has; false: its failures are its tests'.
 */
bool signature_suite(const struct outcome *o, char *out, size_t size);

#endif
