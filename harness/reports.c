// SPDX-License-Identifier: GPL-2.0
/*
 * The reports of a run, one after the other.  Called by session.c.
 */
#include "reports.h"
#include "bundle.h"
#include "paths.h"
#include "results.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

int reports_prepare(struct session *s, struct message *err)
{
	(void)s;
	(void)err;
	return 0;
}

static int save(const struct session *s, const char *name, const char *copy,
		struct message *err)
{
	char *path = path_in(s->dir, name);
	int ret = path ? results_save(s->json, path, err) :
			 message_set(err, ENOMEM, "out of memory");

	if (!ret && copy)
		ret = results_save(s->json, copy, err);
	free(path);
	return ret;
}

int reports_write(struct session *s, struct message *err)
{
	int ret;

	s->json = results_json(s);
	if (!s->json)
		return message_set(err, ENOMEM, "%s: out of memory", s->dir);
	ret = bundles_write(s, err);
	if (!ret)
		ret = save(s, "results.json", s->options->json, err);
	return ret;
}
