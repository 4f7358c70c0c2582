// SPDX-License-Identifier: GPL-2.0
/*
 * Writes all reports of a run, or of merged runs, and the copies that the user
 * wants.
 */
#include "report/reports.h"

#include "lib/paths.h"
#include "report/annotate.h"
#include "report/baseline.h"
#include "report/bundle.h"
#include "report/html.h"
#include "report/junit.h"
#include "report/results.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

int reports_prepare(const struct options *o, struct baseline **known,
		    struct refusal *err)
{
	int ret = 0;

	if (o->json)
		ret = path_check(o->json, err);
	if (!ret && o->junit)
		ret = path_check(o->junit, err);
	if (!ret && o->html)
		ret = path_check(o->html, err);
	if (ret)
		return ret;
	return o->baseline ? baseline_load(o->baseline, known, err) : 0;
}

typedef int writer_fn(const json_t *j, const char *path, struct refusal *err);

/* Writes to the run's folder, and where the user wants a copy. */
static int save(const json_t *j, const char *dir, const char *name,
		const char *copy, writer_fn *write, struct refusal *err)
{
	char *path = path_in(dir, name);
	int ret = path ? write(j, path, err) :
			 refuse(err, ENOMEM, "out of memory");

	if (!ret && copy)
		ret = write(j, copy, err);
	free(path);
	return ret;
}

int reports_save(const json_t *j, const char *dir, const struct options *o,
		 struct refusal *err)
{
	int ret = save(j, dir, "results.json", o->json, results_save, err);

	if (!ret)
		ret = save(j, dir, "junit.xml", o->junit, junit_write, err);
	if (!ret)
		ret = save(j, dir, "report.html", o->html, html_run, err);
	return ret ? ret : annotate(j, stdout, dir, err);
}

int reports_write(const struct summary *s, struct baseline *known, FILE *out,
		  json_t **results, struct refusal *err)
{
	json_t *j = *results = results_json(s);

	if (!j)
		return refuse(err, ENOMEM, "%s: out of memory", s->dir);
	if (known) {
		baseline_apply(known, j);
		baseline_tell_fixed(known, j, out);
	}
	bundles_write(s, j);
	return reports_save(j, s->dir, s->options, err);
}
