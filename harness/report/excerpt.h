/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The lines of a console log that a reader wants to see first: those around the
 * first crash report, and the last ones.
 */
#ifndef HARNESS_REPORT_EXCERPT_H
#define HARNESS_REPORT_EXCERPT_H

/* The excerpt of dir/console.log as one printable text, or null. */
struct json_t *excerpt_json(const char *dir);

#endif
