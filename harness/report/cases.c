// SPDX-License-Identifier: GPL-2.0
/* Walks over the tests of a results.json that has passed schema_check(). */
#include "report/cases.h"

#include <stdbool.h>
#include <string.h>

const char *text_field(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s ? s : "";
}

static const json_t *failure_of(const json_t *suite, const char *test)
{
	json_t *f;
	size_t i;

	json_array_foreach(json_object_get(suite, "failures"), i, f) {
		const json_t *name = json_object_get(f, "test");

		if (test ? json_is_string(name) &&
				   !strcmp(json_string_value(name), test) :
			   !json_is_string(name))
			return f;
	}
	return NULL;
}

/* One test or suite may fail in several ways: all of them must be known. */
static bool all_known(const json_t *suite, const char *test)
{
	bool any = false;
	json_t *f;
	size_t i;

	json_array_foreach(json_object_get(suite, "failures"), i, f) {
		const char *name =
			json_string_value(json_object_get(f, "test"));

		if (test ? !name || strcmp(name, test) : name != NULL)
			continue;
		if (!json_is_true(json_object_get(f, "known")))
			return false;
		any = true;
	}
	return any;
}

static enum verdict verdict_field(const json_t *object)
{
	enum verdict v = VERDICT_ERROR;

	verdict_parse(text_field(object, "verdict"), &v);
	return v;
}

static void fill(struct case_of *k, const json_t *suite, const json_t *from,
		 const char *test)
{
	const json_t *cpu = json_object_get(from, "cpu");

	memset(k, 0, sizeof(*k));
	k->entry = suite;
	k->failure = failure_of(suite, test);
	k->suite = text_field(suite, "name");
	k->folder = text_field(suite, "folder");
	k->name = test ? test : "(suite)";
	k->whole = !test;
	k->verdict = verdict_field(from);
	k->reason = text_field(from, "reason");
	k->log = text_field(from, "log");
	k->signature = text_field(k->failure, "signature");
	k->rerun = text_field(k->failure, "rerun");
	k->duration = json_number_value(json_object_get(from, "duration"));
	k->cpu = json_is_number(cpu) ? json_number_value(cpu) : -1;
	k->known = all_known(suite, test);
	k->failed = k->verdict >= VERDICT_FAIL && !k->known;
	k->aside = k->verdict == VERDICT_SKIP || k->verdict == VERDICT_XFAIL ||
		   k->known;
}

void each_case(const json_t *suite, void (*fn)(void *, const struct case_of *),
	       void *ctx)
{
	const json_t *tests = json_object_get(suite, "tests");
	bool expected = json_is_object(json_object_get(suite, "expected"));
	enum verdict v = verdict_field(suite);
	struct case_of k;
	json_t *t;
	size_t i;

	/* A suite that should fail counts as one test; so does one without. */
	json_array_foreach(expected ? NULL : tests, i, t) {
		fill(&k, suite, t, text_field(t, "name"));
		fn(ctx, &k);
	}
	if (expected || !json_array_size(tests) ||
	    (v >= VERDICT_FAIL && failure_of(suite, NULL))) {
		fill(&k, suite, suite, NULL);
		fn(ctx, &k);
	}
}
