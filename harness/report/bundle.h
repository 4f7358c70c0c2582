/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bundles: a failed guest's kernel, suite and logs in one folder, ready to run
 * again. harness/FORMATS.md has the format.
 */
#ifndef HARNESS_REPORT_BUNDLE_H
#define HARNESS_REPORT_BUNDLE_H

#include "report/summary.h"

#define BUNDLE_FORMAT 1

/*
 * Writes a bundle for every guest that failed, and puts the command that runs
 * it again into results. A bundle that cannot be written gets a warning.
 */
void bundles_write(const struct summary *s, struct json_t *results);
/*
 * The command that runs the bundle DIR again, or one test of it if test is not
 * "": from any folder, with the programs and the wall cap of this run.
 */
void bundle_command(const struct options *o, const char *machine,
		    const char *dir, const char *test, char *out, size_t size);
/* Reads and checks DIR/bundle.json; NULL and a message. */
struct json_t *bundle_load(const char *dir, struct refusal *err);
/* The machine it ran on, unless the user wants another. */
void bundle_machine(struct options *o, const struct json_t *bundle);
/* Writes the suite as a file that stands alone, with sources suite:files/N. */
int bundle_suite(const struct outcome *o, const char *path,
		 struct refusal *err);

#endif
