// SPDX-License-Identifier: GPL-2.0
/*
 * The reports of a run, one after the other.  Called by session.c; and of runs
 * put together, by merge.c.
 */
#include "report/reports.h"
#include "report/annotate.h"
#include "report/baseline.h"
#include "report/bundle.h"
#include "report/html.h"
#include "report/junit.h"
#include "lib/paths.h"
#include "report/results.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

int reports_prepare(struct session *s, struct message *err)
{
	const struct options *o = s->options;
	const char *file = o->baseline;
	int ret = 0;

	if (o->json)
		ret = path_check(o->json, err);
	if (!ret && o->junit)
		ret = path_check(o->junit, err);
	if (!ret && o->html)
		ret = path_check(o->html, err);
	if (ret)
		return ret;
	return file ? baseline_load(file, &s->baseline, err) : 0;
}

typedef int writer_fn(const json_t *j, const char *path, struct message *err);

/* In the run's folder, and where the user wants a copy. */
static int save(const json_t *j, const char *dir, const char *name,
		const char *copy, writer_fn *write, struct message *err)
{
	char *path = path_in(dir, name);
	int ret = path ? write(j, path, err) :
			 message_set(err, ENOMEM, "out of memory");

	if (!ret && copy)
		ret = write(j, copy, err);
	free(path);
	return ret;
}

int reports_save(const json_t *j, const char *dir, const struct options *o,
		 struct message *err)
{
	int ret = save(j, dir, "results.json", o->json, results_save, err);

	if (!ret)
		ret = save(j, dir, "junit.xml", o->junit, junit_write, err);
	if (!ret)
		ret = save(j, dir, "report.html", o->html, html_run, err);
	return ret ? ret : annotate(j, stdout, dir, err);
}

static unsigned total(const json_t *j, const char *key)
{
	return json_integer_value(json_object_get(json_object_get(j, "totals"),
						  key));
}

static void apply_baseline(struct session *s)
{
	if (!s->baseline)
		return;
	baseline_apply(s->baseline, s->json);
	s->status = json_integer_value(json_object_get(s->json, "exit"));
	s->passed = total(s->json, "passed");
	s->failed = total(s->json, "failed");
	s->known = total(s->json, "known");
	baseline_tell_fixed(s->baseline, s->json, s->report.out);
}

int reports_write(struct session *s, struct message *err)
{
	s->json = results_json(s);
	if (!s->json)
		return message_set(err, ENOMEM, "%s: out of memory", s->dir);
	apply_baseline(s);
	bundles_write(s);
	return reports_save(s->json, s->dir, s->options, err);
}
