/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a run leaves behind: results.json and everything made of it.
 */
#ifndef HARNESS_REPORT_REPORTS_H
#define HARNESS_REPORT_REPORTS_H

#include "report/summary.h"

#include <stdio.h>

struct baseline;
struct json_t;

/*
 * Before the first guest: can all reports be written? Also reads the known
 * failures, if there is a file of them. 0, or -errno and a message.
 */
int reports_prepare(const struct options *o, struct baseline **known,
		    struct refusal *err);
/*
 * Writes all reports. *results is results.json, which the caller frees, even
 * after an error. If known is not NULL, it changes totals and exit status in
 * there, and out gets a list of what is fixed.
 */
int reports_write(const struct summary *s, struct baseline *known, FILE *out,
		  struct json_t **results, struct refusal *err);

/* Writes results.json, junit.xml, report.html in dir, copies, annotations. */
int reports_save(const struct json_t *j, const char *dir,
		 const struct options *o, struct refusal *err);

#endif
