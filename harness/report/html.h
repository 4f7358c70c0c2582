/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One page, one file, nothing loaded from anywhere: a run, or two compared.
 */
#ifndef HARNESS_REPORT_HTML_H
#define HARNESS_REPORT_HTML_H

#include "lib/refusal.h"
#include "report/compare.h"

/* Each writes a file, whole or not at all. */
int html_run(const json_t *results, const char *path, struct refusal *err);
int html_compare(const json_t *a, const json_t *b,
		 const struct difference *d, int n, const char *path,
		 struct refusal *err);

#endif
