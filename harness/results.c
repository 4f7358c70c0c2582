// SPDX-License-Identifier: GPL-2.0
/*
 * results.json.  Called by session.c at the end of a run, also of one that was
 * interrupted.  Apart from times, equal runs give equal files.
 */
#include "results.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct json_t *results_stats(const char *file)
{
	json_t *j = json_load_file(file, 0, NULL);

	if (json_is_object(j))
		return j;
	json_decref(j);
	return NULL;
}

void results_stats_free(struct json_t *stats)
{
	json_decref(stats);
}

/* Paths may hold any bytes; JSON may not. */
static json_t *string(const char *text)
{
	char clean[4096];
	json_t *j;

	if (!text)
		return json_null();
	j = json_string(text);
	if (j)
		return j;
	text_clean(clean, sizeof(clean), text, strlen(text));
	return json_string(clean);
}

static json_t *seconds(uint64_t ns)
{
	return ns ? json_real((double)(ns / 1000) / 1e6) : json_null();
}

static json_t *kernel_json(const char *path)
{
	unsigned char buf[65536];
	uLong crc = crc32(0, NULL, 0);
	json_int_t size = 0;
	char hex[16];
	FILE *f = fopen(path, "rbe");
	size_t n;

	if (!f)
		return json_pack("{s:o}", "path", string(path));
	while ((n = fread(buf, 1, sizeof(buf), f))) {
		crc = crc32(crc, buf, n);
		size += n;
	}
	fclose(f);
	snprintf(hex, sizeof(hex), "%08lx", (unsigned long)crc);
	return json_pack("{s:o, s:I, s:s}", "path", string(path), "size", size,
			 "crc32", hex);
}

static json_t *test_json(const struct test *t)
{
	return json_pack("{s:o, s:s, s:o, s:o, s:o, s:o}", "name",
			 string(t->name), "verdict", verdict_name(t->verdict),
			 "reason", string(t->reason), "start",
			 seconds(t->start), "duration",
			 json_real((double)(t->duration / 1000) / 1e6),
			 "log", string(t->log));
}

static json_t *tests_json(const struct score *s)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < s->n_tests; i++)
		json_array_append_new(list, test_json(&s->tests[i]));
	return list;
}

static json_t *crashes_json(const struct score *s)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < s->n_crashes; i++) {
		const struct crash_note *c = &s->crashes[i];

		json_array_append_new(list,
			json_pack("{s:o, s:o, s:s, s:o, s:b}", "title",
				  string(c->title), "test",
				  c->test[0] ? string(c->test) : json_null(),
				  "phase", phase_name(c->phase), "at",
				  seconds(c->at), "allowed",
				  score_crash_allowed(s, c)));
	}
	return list;
}

static json_t *errors_json(const struct score *s)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < s->n_errors; i++)
		json_array_append_new(list, string(s->errors[i]));
	return list;
}

static json_t *phases_json(const struct score *s)
{
	json_t *o = json_object();

	for (int p = PHASE_EARLY_BOOT; p < PHASES; p++)
		json_object_set_new(o, phase_name(p), seconds(s->phase_at[p]));
	json_object_set_new(o, "init started", seconds(s->init_at));
	return o;
}

static json_t *ending_json(const struct ending *e)
{
	static const char *const how[] = {
		[END_EXIT] = "exit",	       [END_SIGNAL] = "signal",
		[END_LIMIT] = "limit",	       [END_DEATH_TEXT] = "panic",
		[END_STOPPED] = "stopped",     [END_CLOSED] = "closed",
		[END_INTERRUPTED] = "interrupted",
	};

	return json_pack("{s:s, s:o, s:o, s:o}", "how", how[e->how], "number",
			 e->how == END_EXIT || e->how == END_SIGNAL ?
				 json_integer(e->number) :
				 json_null(),
			 "busy_percent",
			 e->busy >= 0 ? json_integer(e->busy) : json_null(),
			 "text", string(e->text));
}

static json_t *expected_json(const struct suite_expect *e)
{
	if (!e->set)
		return json_null();
	return json_pack("{s:s, s:o, s:o}", "verdict",
			 verdict_name(e->verdict), "reason", string(e->reason),
			 "exit", e->status < 0 ? json_null() :
						 json_integer(e->status));
}

static json_t *suite_json(const struct outcome *o)
{
	json_t *j = json_pack("{s:o, s:o, s:s, s:o, s:i, s:o, s:o, s:o, s:o}",
			      "name", string(o->suite->name), "describe",
			      string(o->suite->describe), "verdict",
			      verdict_name(o->verdict), "reason",
			      string(o->reason), "exit", o->status, "expected",
			      expected_json(&o->suite->expect), "kernel",
			      kernel_json(o->kernel), "memory",
			      string(o->memory), "duration",
			      seconds(o->duration));

	if (!j || !o->ran)
		return j;
	json_object_set_new(j, "actual",
			    json_pack("{s:s, s:o, s:i}", "verdict",
				      verdict_name(o->actual), "reason",
				      string(o->actual_reason), "exit",
				      o->actual_status));
	json_object_set_new(j, "phase", string(phase_name(o->score.phase)));
	json_object_set_new(j, "reached_first_test",
			    json_boolean(o->score.reached));
	json_object_set_new(j, "guest", ending_json(&o->score.ending));
	json_object_set_new(j, "times", phases_json(&o->score));
	json_object_set_new(j, "tests", tests_json(&o->score));
	json_object_set_new(j, "crashes", crashes_json(&o->score));
	json_object_set_new(j, "errors", errors_json(&o->score));
	json_object_set_new(j, "last_line", string(o->score.last_line));
	json_object_set_new(j, "console_bytes",
			    json_integer(o->score.console_bytes));
	json_object_set(j, "stats", o->stats ? o->stats : json_null());
	return j;
}

static json_t *session_json(const struct session *s)
{
	json_t *suites = json_array();
	char when[40];

	for (unsigned i = 0; i < s->done; i++)
		json_array_append_new(suites, suite_json(&s->outcomes[i]));
	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ",
		 gmtime(&s->started));
	return json_pack("{s:i, s:s, s:o, s:i, s:o, s:{s:i, s:i, s:i}, s:o}",
			 "schema", RESULTS_SCHEMA, "started", when,
			 "duration", seconds(s->duration), "exit", s->status,
			 "interrupted",
			 s->interrupted ? string(strsignal(s->interrupted)) :
					  json_null(),
			 "totals", "passed", s->passed, "failed", s->failed,
			 "skipped", s->skipped, "suites", suites);
}

int results_write(const struct session *s, struct message *err)
{
	char path[4200], temp[4200];
	json_t *j = session_json(s);
	int ret = 0;

	snprintf(path, sizeof(path), "%s/results.json", s->dir);
	snprintf(temp, sizeof(temp), "%s/results.json.new", s->dir);
	if (!j)
		return message_set(err, ENOMEM, "%s: out of memory", path);
	if (json_dump_file(j, temp, JSON_INDENT(2) | JSON_REAL_PRECISION(10)) || rename(temp, path)) {
		ret = errno ? -errno : -EIO;
		message_set(err, -ret, "%s: cannot write: %s", path,
			    strerror(-ret));
	}
	json_decref(j);
	return ret;
}
