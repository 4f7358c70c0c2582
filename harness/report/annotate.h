/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Annotations, which CI systems show beside a job.
 */
#ifndef HARNESS_REPORT_ANNOTATE_H
#define HARNESS_REPORT_ANNOTATE_H

#include "lib/refusal.h"

#include <jansson.h>
#include <stdio.h>

/*
 * Under GitHub Actions: workflow commands to out, and a table to the file of
 * GITHUB_STEP_SUMMARY.  Under GitLab: DIR/gl-code-quality.json, for
 * artifacts:reports:codequality. Nothing elsewhere.
 */
int annotate(const json_t *results, FILE *out, const char *dir,
	     struct refusal *err);

#endif
