// SPDX-License-Identifier: GPL-2.0
/*
 * "lgcheck merge": makes one run of the results of several machines. The files
 * are users': their parts must add up to one run of one kernel, or else they
 * are refused.
 */
#include "command/command.h"
#include "lib/clock.h"
#include "lib/paths.h"
#include "report/cases.h"
#include "report/reports.h"
#include "report/results.h"
#include "report/schema.h"
#include "report/terminal.h"
#include "suite/options.h"
#include "suite/shard.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char help[] =
"usage: lgcheck merge [options] RESULTS...\n"
"\n"
"Puts the results of a run's shards (results.json of each, or their folders)\n"
"together: one results.json, junit.xml and report.html in a new folder.\n"
"\n"
"      --results=DIR    where that folder goes, default BUILD/results\n"
"      --json=FILE, --junit=FILE, --html=FILE   copies of the reports\n"
"  -h, --help           this text\n"
"\n"
"Exit status: the worst of the shards; 125 if one is missing; 2 if they do not\n"
"belong together.\n";

#define SHARDS 10000

struct merge {
	json_t *all;
	json_t *first;
	const char *first_file;
	json_t *given;		/* all of them */
	unsigned count;		/* of shards; 0: not known yet */
	bool seen[SHARDS + 1];
};

static void add(json_t *to, const json_t *from, const char *key)
{
	json_int_t n = json_integer_value(json_object_get(to, key)) +
		       json_integer_value(json_object_get(from, key));

	json_object_set_new(to, key, json_integer(n));
}

/* The seed that they share, and the first signal that interrupted one. */
static void keep(struct merge *m, const json_t *j)
{
	json_t *seed = json_object_get(j, "seed");
	json_t *signal = json_object_get(j, "interrupted");

	if (j == m->first && seed)
		json_object_set(m->all, "seed", seed);
	else if (!json_equal(json_object_get(m->all, "seed"), seed))
		json_object_set_new(m->all, "seed", json_null());
	if (signal && json_is_null(json_object_get(m->all, "interrupted")))
		json_object_set(m->all, "interrupted", signal);
}

static int check_shard(struct merge *m, const char *file, const json_t *j,
		       struct refusal *err)
{
	const json_t *shard = json_object_get(j, "shard");
	json_int_t i = json_integer_value(json_object_get(shard, "index"));
	json_int_t n = json_integer_value(json_object_get(shard, "count"));

	if (!json_is_object(shard))
		i = n = 1;
	if (i < 1 || n > SHARDS || i > n)
		return refuse(err, EINVAL,
			      "%s: shard: expected an index from 1 to count",
			      file);
	if (m->count && m->count != n)
		return refuse(err, EINVAL,
			      "%s: is of a run of %lld shards, the others of %u",
			      file, (long long)n, m->count);
	if (m->seen[i] && n > 1)
		return refuse(err, EINVAL,
			      "%s: shard %lld/%lld was given before", file,
			      (long long)i, (long long)n);
	m->count = n;
	m->seen[i] = true;
	return 0;
}

/* Did both ask for the same tests with the same kernel? */
static int check_run(struct merge *m, const char *file, json_t *j,
		     struct refusal *err)
{
	const json_t *was, *of;
	const char *hash = text_field(json_object_get(j, "kernel"), "sha512");
	const char *other;
	size_t i;

	json_array_foreach(m->given, i, was)
		if (json_equal(was, j))
			return refuse(err, EINVAL, "%s: was given before",
				      file);
	json_array_append(m->given, j);
	if (!m->first) {
		m->first_file = file;
		m->first = json_incref(j);
	}
	of = json_object_get(json_object_get(j, "shard"), "of");
	was = json_object_get(json_object_get(m->first, "shard"), "of");
	if (of && was && !json_equal(of, was))
		return refuse(err, EINVAL,
			      "%s: was to run other suites or tests than %s: not shards of one run",
			      file, m->first_file);
	other = text_field(json_object_get(m->first, "kernel"), "sha512");
	if (*hash && *other && strcmp(hash, other))
		return refuse(err, EINVAL,
			      "%s: ran with another kernel (sha512 %.16s) than %s (%.16s): not shards of one run",
			      file, hash, m->first_file, other);
	return 0;
}

/* The same suite must have been run with the same kernel. */
static int check_kernel(const struct merge *m, const char *file,
			const json_t *suite, struct refusal *err)
{
	const char *hash = text_field(json_object_get(suite, "kernel"),
				      "sha512");
	json_t *other;
	size_t i;

	json_array_foreach(json_object_get(m->all, "suites"), i, other) {
		const char *was = text_field(json_object_get(other, "kernel"),
					     "sha512");

		if (!strcmp(text_field(other, "name"),
			    text_field(suite, "name")) && strcmp(was, hash))
			return refuse(err, EINVAL,
				      "%s: suite %s ran with another kernel (sha512 %.16s, not %.16s): not shards of one run",
				      file, text_field(suite, "name"), hash,
				      was);
		if (!strcmp(text_field(other, "name"),
			    text_field(suite, "name")) &&
		    strcmp(text_field(other, "machine"),
			   text_field(suite, "machine")))
			return refuse(err, EINVAL,
				      "%s: suite %s ran on another machine (%s, not %s): not shards of one run",
				      file, text_field(suite, "name"),
				      text_field(suite, "machine"),
				      text_field(other, "machine"));
	}
	return 0;
}

static int add_run(struct merge *m, const char *file, struct refusal *err)
{
	static const char *const totals[] = { "passed", "failed", "skipped",
					      "flaky", "known" };
	json_t *j = results_load(file, err), *suite;
	json_t *suites = json_object_get(m->all, "suites");
	json_t *to = json_object_get(m->all, "totals");
	const json_t *shard;
	char text[40];
	int status, ret;
	double longest;
	size_t i;

	if (!j)
		return -EINVAL;
	ret = check_shard(m, file, j, err);
	if (!ret)
		ret = check_run(m, file, j, err);
	json_array_foreach(json_object_get(j, "suites"), i, suite)
		if (!ret)
			ret = check_kernel(m, file, suite, err);
	if (ret)
		goto out;
	shard = json_object_get(j, "shard");
	snprintf(text, sizeof(text), "%lld/%lld", (long long)
		 json_integer_value(json_object_get(shard, "index")),
		 (long long)json_integer_value(json_object_get(shard,
							       "count")));
	json_array_foreach(json_object_get(j, "suites"), i, suite) {
		if (json_is_object(shard))
			json_object_set_new(suite, "shard", json_string(text));
		json_array_append(suites, suite);
	}
	for (i = 0; i < 5; i++)
		add(to, json_object_get(j, "totals"), totals[i]);
	keep(m, j);
	status = status_worse(
		json_integer_value(json_object_get(m->all, "exit")),
		json_integer_value(json_object_get(j, "exit")));
	json_object_set_new(m->all, "exit", json_integer(status));
	/* They ran side by side: the first start and the longest duration. */
	longest = json_number_value(json_object_get(m->all, "duration"));
	if (json_number_value(json_object_get(j, "duration")) > longest)
		json_object_set(m->all, "duration",
				json_object_get(j, "duration"));
	if (!*text_field(m->all, "started") ||
	    strcmp(text_field(j, "started"), text_field(m->all, "started")) < 0)
		json_object_set(m->all, "started",
				json_object_get(j, "started"));
out:
	json_decref(j);
	return ret;
}

static int write_all(struct merge *m, const struct options *o,
		     struct refusal *err)
{
	const json_t *t = json_object_get(m->all, "totals");
	struct terminal r;
	char dir[4400], when[40];
	time_t now = time(NULL);
	int status = json_integer_value(json_object_get(m->all, "exit"));

	for (unsigned i = 1; i <= m->count; i++) {
		if (m->seen[i])
			continue;
		fflush(stdout);
		fprintf(stderr, "lgcheck: shard %u/%u is missing\n", i,
			m->count);
		status = STATUS_CANNOT_TELL;
	}
	json_object_set_new(m->all, "exit", json_integer(status));
	clock_utc(when, sizeof(when), CLOCK_NAME, now);
	snprintf(dir, sizeof(dir), "%.4000s/%s-%d-merged", o->results_dir,
		 when, (int)getpid());
	if (path_make(dir, err) || reports_save(m->all, dir, o, err))
		return -EIO;
	terminal_init(&r, stdout, false);
	terminal_failures(&r, json_object_get(m->all, "suites"));
	printf("# results: %s\n%lld passed, %lld failed, %lld skipped\n", dir,
	       (long long)json_integer_value(json_object_get(t, "passed")),
	       (long long)json_integer_value(json_object_get(t, "failed")),
	       (long long)json_integer_value(json_object_get(t, "skipped")));
	return status;
}

int command_merge(int argc, char **argv)
{
	static struct merge m;
	static struct options o;
	struct refusal err = { "" };
	int status = 0;

	/* The merged run is not a shard itself. */
	shard_forget();
	if (options_parse(argc, argv, &o, &err))
		goto bad;
	if (o.help) {
		fputs(help, stdout);
		return STATUS_PASSED;
	}
	if (o.baseline) {
		refuse(&err, EINVAL,
		       "--baseline: give it to lgcheck run; what is known is in the results of the shards");
		goto bad;
	}
	if (!o.n_suites) {
		refuse(&err, EINVAL,
		       "give the results of the shards; lgcheck merge --help says more");
		goto bad;
	}
	m.all = json_pack("{s:i, s:s, s:f, s:i, s:n, s:n, s:n, s:{s:i, s:i, s:i, s:i, s:i}, s:[]}",
			  "schema", RESULTS_SCHEMA, "started", "", "duration",
			  0.0, "exit", 0, "interrupted", "shard", "seed",
			  "totals", "passed", 0, "failed", 0, "skipped", 0,
			  "flaky", 0, "known", 0, "suites");
	m.given = json_array();
	for (unsigned i = 0; i < o.n_suites && !status; i++)
		status = add_run(&m, o.suites[i], &err);
	json_decref(m.first);
	json_decref(m.given);
	if (!status) {
		status = write_all(&m, &o, &err);
		if (status >= 0) {
			json_decref(m.all);
			return status;
		}
		refusal_tell(&err, 0);
		json_decref(m.all);
		return STATUS_CANNOT_TELL;
	}
	json_decref(m.all);
bad:
	return refusal_tell(&err, STATUS_USAGE);
}
