/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a run leaves behind: results.json and everything made from it.
 */
#ifndef HARNESS_REPORTS_H
#define HARNESS_REPORTS_H

#include "run/session.h"

/* Reads what the reports need before the first guest; -EINVAL and a message. */
int reports_prepare(struct session *s, struct message *err);
/* Writes all of them; sets s->json, and s->status where a baseline says so. */
int reports_write(struct session *s, struct message *err);

/* results.json, junit.xml, report.html in dir, copies, annotations. */
int reports_save(const struct json_t *j, const char *dir,
		 const struct options *o, struct message *err);

#endif
