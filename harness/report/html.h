/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A run, or two compared, as one page in one file that loads nothing else.
 */
#ifndef HARNESS_REPORT_HTML_H
#define HARNESS_REPORT_HTML_H

#include "lib/refusal.h"
#include "report/compare.h"

/* Each writes a complete file or none; 0, or -errno and a message. */
int html_run(const json_t *results, const char *path, struct refusal *err);
int html_compare(const json_t *a, const json_t *b,
		 const struct difference *d, int n, const char *path,
		 struct refusal *err);

#endif
