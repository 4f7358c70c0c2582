/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a run leaves behind: results.json and everything made from it.
 */
#ifndef HARNESS_REPORT_REPORTS_H
#define HARNESS_REPORT_REPORTS_H

#include "report/summary.h"

#include <stdio.h>

struct baseline;
struct json_t;

/*
 * Before the first guest: can all be written?  Reads the known failures, if
 * there is a file of them.  -errno and a message.
 */
int reports_prepare(const struct options *o, struct baseline **known,
		    struct refusal *err);
/*
 * Writes all of them; *results is results.json, the caller's also on an error.
 * known, if not NULL, changes totals and exit status in there, and what is
 * fixed is told to out.
 */
int reports_write(const struct summary *s, struct baseline *known, FILE *out,
		  struct json_t **results, struct refusal *err);

/* results.json, junit.xml, report.html in dir, copies, annotations. */
int reports_save(const struct json_t *j, const char *dir,
		 const struct options *o, struct refusal *err);

#endif
