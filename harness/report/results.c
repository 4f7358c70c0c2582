// SPDX-License-Identifier: GPL-2.0
/*
 * Makes results.json at the end of a run, even of one that was interrupted.
 * Apart from times, equal runs give equal files. Texts of guests are printable
 * already.
 */
#include "report/results.h"

#include "lib/clock.h"
#include "lib/paths.h"
#include "lib/text.h"
#include "report/excerpt.h"
#include "report/signature.h"

#include <errno.h>
#include <ext2fs/ext2fs.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_HASHED (512 << 20)

struct json_t *results_stats(const char *file)
{
	json_t *j = json_load_file(file, 0, NULL);

	if (json_is_object(j))
		return j;
	json_decref(j);
	return NULL;
}

json_t *results_string(const char *text)
{
	char *shown;
	json_t *j;

	if (!text)
		return json_null();
	j = json_string(text);
	if (j)
		return j;
	shown = text_shown(text);
	j = shown ? json_string(shown) : NULL;
	free(shown);
	return j;
}

static json_t *seconds(uint64_t ns)
{
	return ns ? json_real((double)(ns / 1000) / 1e6) : json_null();
}

/*
 * A checksum would not do: the kernel's build appends one to a bzImage, and so
 * every kernel has the same CRC-32.
 */
static void add_hash(json_t *j, int fd, size_t size)
{
	unsigned char hash[EXT2FS_SHA512_LENGTH];
	char hex[2 * sizeof(hash) + 1];
	void *data = size ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0) :
			    MAP_FAILED;

	if (data == MAP_FAILED)
		return;
	ext2fs_sha512(data, size, hash);
	munmap(data, size);
	for (size_t i = 0; i < sizeof(hash); i++)
		snprintf(hex + 2 * i, 3, "%02x", hash[i]);
	json_object_set_new(j, "sha512", json_string(hex));
}

json_t *results_file(const char *path, bool with_path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	json_t *j = json_object();
	struct stat st;

	if (with_path)
		json_object_set_new(j, "path", results_string(path));
	if (fd >= 0 && !fstat(fd, &st)) {
		json_object_set_new(j, "size", json_integer(st.st_size));
		if (st.st_size < FILE_HASHED)
			add_hash(j, fd, st.st_size);
	}
	if (fd >= 0)
		close(fd);
	return j;
}

static json_t *test_json(const struct outcome *o, unsigned i)
{
	const struct test *t = &o->score.tests[i];

	return json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:o}", "name",
			 results_string(t->name), "verdict",
			 verdict_name(t->verdict), "reason",
			 results_string(t->reason), "start", seconds(t->start),
			 "duration",
			 json_real((double)(t->duration / 1000) / 1e6), "cpu",
			 i < o->n_cpu ? json_real((double)(o->cpu[i] / 1000) /
						  1e6) : json_null(),
			 "log", results_string(t->log));
}

static json_t *tests_json(const struct outcome *o)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < o->score.n_tests; i++)
		json_array_append_new(list, test_json(o, i));
	return list;
}

/* Lists each once. */
static void add_failure(json_t *list, const char *test, enum verdict v,
			const char *signature)
{
	json_t *f = json_pack("{s:o, s:s, s:o, s:b, s:n}", "test",
			      results_string(test), "verdict",
			      verdict_name(v), "signature",
			      results_string(signature), "known", 0, "rerun");
	json_t *old;
	size_t i;

	json_array_foreach(list, i, old) {
		if (json_equal(old, f)) {
			json_decref(f);
			return;
		}
	}
	json_array_append_new(list, f);
}

static void add_crash(json_t *list, const char *test, const char *title)
{
	char text[SIGNATURE];

	signature_make(VERDICT_CRASH, title, text, sizeof(text));
	add_failure(list, test, VERDICT_CRASH, text);
}

/*
 * A test that is known to crash may also crash in another way, or take the
 * guest down when it did not before: each title is a failure by itself.
 */
static void add_test(json_t *list, const struct outcome *o,
		     const struct test *t)
{
	const char *death = score_death(&o->score);
	char text[SIGNATURE];

	signature_test(o, t, text, sizeof(text));
	add_failure(list, t->name, t->verdict, text);
	for (unsigned i = 0; i < o->score.n_crashes; i++) {
		const struct crash_note *c = &o->score.crashes[i];

		if (!strcmp(c->test, t->name) &&
		    !score_crash_allowed(&o->score, c))
			add_crash(list, t->name, c->title);
	}
	if (death && o->score.victim == t)
		add_crash(list, t->name, death);
}

/* Failures that no test stands for. */
static void add_suite(json_t *list, const struct outcome *o)
{
	const struct score *s = &o->score;
	char text[SIGNATURE];
	bool own = signature_suite(o, text, sizeof(text));

	if (own)
		add_failure(list, NULL, o->verdict, text);
	if (!outcome_by_test(o))
		return;
	for (unsigned i = 0; i < s->n_crashes; i++) {
		const struct crash_note *c = &s->crashes[i];

		if (!c->counted && !score_crash_allowed(s, c))
			add_crash(list, NULL, c->title);
	}
	if (s->lost_crashes)
		add_crash(list, NULL, SCORE_LOST_CRASHES);
	if (score_death(s) && !s->victim && (!own || s->n_crashes))
		add_crash(list, NULL, score_death(s));
	/* The verdict may be a crash, which may be known; this never is. */
	if (s->incomplete) {
		signature_make(VERDICT_ERROR, s->n_errors ? s->errors[0] : "",
			       text, sizeof(text));
		add_failure(list, NULL, VERDICT_ERROR, text);
	}
}

static json_t *failures_json(const struct outcome *o)
{
	json_t *list = json_array();

	if (o->verdict < VERDICT_FAIL)
		return list;
	add_suite(list, o);
	for (unsigned i = 0; outcome_by_test(o) && i < o->score.n_tests; i++)
		if (o->score.tests[i].verdict >= VERDICT_FAIL)
			add_test(list, o, &o->score.tests[i]);
	return list;
}

static json_t *crashes_json(const struct score *s)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < s->n_crashes; i++) {
		const struct crash_note *c = &s->crashes[i];

		json_array_append_new(list,
			json_pack("{s:o, s:o, s:s, s:o, s:b}", "title",
				  results_string(c->title), "test",
				  c->test[0] ? results_string(c->test) : json_null(),
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
		json_array_append_new(list, results_string(s->errors[i]));
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
		[END_INTERRUPTED] = "interrupted", [END_LOG] = "log",
	};

	return json_pack("{s:s, s:o, s:o, s:o}", "how", how[e->how], "number",
			 e->how == END_EXIT || e->how == END_SIGNAL ?
				 json_integer(e->number) :
				 json_null(),
			 "busy_percent",
			 e->busy >= 0 ? json_integer(e->busy) : json_null(),
			 "text", results_string(e->text));
}

static json_t *expected_json(const struct suite_expect *e)
{
	if (!e->set)
		return json_null();
	return json_pack("{s:s, s:o, s:o}", "verdict",
			 verdict_name(e->verdict), "reason", results_string(e->reason),
			 "exit", e->status < 0 ? json_null() :
						 json_integer(e->status));
}

static void add_score(json_t *j, const struct outcome *o)
{
	const struct score *s = &o->score;

	json_object_set_new(j, "actual",
			    json_pack("{s:s, s:o, s:i}", "verdict",
				      verdict_name(o->actual), "reason",
				      results_string(o->actual_reason), "exit",
				      o->actual_status));
	json_object_set_new(j, "phase", results_string(phase_name(s->phase)));
	json_object_set_new(j, "reached_first_test", json_boolean(s->reached));
	json_object_set_new(j, "guest", ending_json(&s->ending));
	json_object_set_new(j, "times", phases_json(s));
	json_object_set_new(j, "tests", tests_json(o));
	json_object_set_new(j, "crashes", crashes_json(s));
	json_object_set_new(j, "errors", errors_json(s));
	json_object_set_new(j, "last_line", results_string(s->last_line));
	json_object_set_new(j, "console_bytes",
			    json_integer(s->console_bytes));
	json_object_set_new(j, "excerpt", o->verdict >= VERDICT_FLAKY ?
			    excerpt_json(o->files.dir) : json_null());
	json_object_set(j, "stats", o->stats ? o->stats : json_null());
	json_object_set(j, "image_diff", o->image_diff ? o->image_diff :
							 json_null());
}

static json_t *suite_json(const struct outcome *o)
{
	json_t *j = json_pack("{s:o, s:o, s:o, s:b, s:i, s:i, s:s, s:o, s:i}",
			      "name", results_string(o->suite->name), "folder",
			      results_string(o->label), "describe",
			      results_string(o->suite->describe), "part",
			      o->part, "repeat", o->repeat, "attempt",
			      o->attempt, "verdict", verdict_name(o->verdict),
			      "reason", results_string(o->reason), "exit",
			      o->status);
	json_t *more = json_array();

	if (!j)
		return j;
	json_object_set_new(j, "file", results_string(o->suite->file));
	json_object_set_new(j, "expected", expected_json(&o->suite->expect));
	json_object_set_new(j, "kernel", o->kernel ?
			    results_file(o->kernel, true) : json_object());
	json_object_set_new(j, "machine", results_string(o->machine));
	json_object_set_new(j, "accelerator", results_string(o->accelerator));
	json_object_set_new(j, "memory", results_string(o->memory));
	json_object_set_new(j, "duration", seconds(o->duration));
	json_object_set_new(j, "failures", failures_json(o));
	if (o->ran)
		add_score(j, o);
	if (o->retried)
		json_array_append_new(more, suite_json(o->retried));
	json_object_set_new(j, "retries", more);
	return j;
}

static json_t *shard_json(const struct summary *s)
{
	const struct options *o = s->options;

	if (o->shards < 2)
		return json_null();
	return json_pack("{s:i, s:i, s:I}", "index", o->shard, "count",
			 o->shards, "of", (json_int_t)s->whole);
}

json_t *results_json(const struct summary *s)
{
	const struct totals *t = &s->totals;
	json_t *suites = json_array();
	char when[40];

	for (unsigned i = 0; i < s->n; i++)
		json_array_append_new(suites, suite_json(s->outcomes[i]));
	clock_utc(when, sizeof(when), CLOCK_ISO, s->started);
	return json_pack("{s:i, s:s, s:o, s:i, s:o, s:o, s:o, s:o, s:{s:i, s:i, s:i, s:i, s:i}, s:o}",
			 "schema", RESULTS_SCHEMA, "started", when, "duration",
			 seconds(s->duration), "exit", s->status, "interrupted",
			 s->interrupted ? results_string(strsignal(s->interrupted)) : json_null(),
			 "shard", shard_json(s), "seed",
			 s->options->shuffle ? json_integer(s->options->seed) : json_null(),
			 "kernel",
			 s->options->kernel ? results_file(s->options->kernel, true) : json_null(),
			 "totals", "passed", t->passed, "failed", t->failed,
			 "skipped", t->skipped, "flaky", t->flaky, "known",
			 t->known, "suites", suites);
}

static unsigned total(const json_t *results, const char *key)
{
	return json_integer_value(json_object_get(
		json_object_get(results, "totals"), key));
}

void results_totals(const json_t *results, struct totals *t, int *status)
{
	*status = json_integer_value(json_object_get(results, "exit"));
	t->passed = total(results, "passed");
	t->failed = total(results, "failed");
	t->skipped = total(results, "skipped");
	t->flaky = total(results, "flaky");
	t->known = total(results, "known");
}

int results_save(const json_t *j, const char *path, struct refusal *err)
{
	char temp[4400];

	if (!j)
		return refuse(err, ENOMEM, "%s: out of memory", path);
	path_new(temp, sizeof(temp), path);
	errno = 0;
	if (!json_dump_file(j, temp, JSON_INDENT(2) |
				     JSON_REAL_PRECISION(10)))
		return path_put(temp, path, err);
	return path_give_up(temp, path, errno ? -errno : -EIO, err);
}
