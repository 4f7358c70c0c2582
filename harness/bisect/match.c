// SPDX-License-Identifier: GPL-2.0
/*
 * Finds the failures in a results.json, and whether one of them is the one that
 * we look for. The files are the user's, or came from another machine; fields
 * that are missing read as empty.
 *
 * A failure has a kind, a suite, perhaps a test, and a signature without
 * numbers. A commit has it if all of these agree. A commit is free of it only
 * if the same test passed there (or, for a failure to boot, if the guest got
 * past its boot); everything else cannot tell.
 */
#include "bisect/inner.h"
#include "lib/text.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#define FAILURES 64

static const char *const kinds[] = {
	[FAILURE_NONE] = "none",   [FAILURE_TEST] = "test",
	[FAILURE_CRASH] = "crash", [FAILURE_HANG] = "hang",
	[FAILURE_BOOT] = "boot",
};

struct failures {
	struct failure f[FAILURES];
	unsigned n;
};

const char *failure_kind_name(enum failure_kind k)
{
	return kinds[k];
}

int failure_kind_parse(const char *name, enum failure_kind *k)
{
	for (unsigned i = 1; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(name, kinds[i]))
			continue;
		*k = i;
		return 0;
	}
	return -EINVAL;
}

void failure_text(const struct failure *f, char *out, size_t size)
{
	snprintf(out, size, "%s%s%s: %s%s%s", f->suite, f->test[0] ? "/" : "",
		 f->test, f->kind == FAILURE_BOOT ? "does not boot" :
		 kinds[f->kind], f->signature[0] ? ": " : "", f->signature);
}

/* Numbers differ between runs: each becomes an N, as in bundles. */
static void normalise(char *out, size_t size, const char *text)
{
	size_t n = 0;

	while (*text && n + 1 < size) {
		if (!isdigit((unsigned char)*text)) {
			out[n++] = *text++;
			continue;
		}
		out[n++] = 'N';
		if (text[0] == '0' && text[1] == 'x')
			text += 2;
		while (isxdigit((unsigned char)*text))
			text++;
	}
	out[n] = '\0';
}

static const char *text_of(json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static void add(struct failures *all, enum failure_kind kind, json_t *suite,
		const char *test, const char *signature)
{
	struct failure *f = &all->f[all->n];

	if (all->n == FAILURES)
		return;
	memset(f, 0, sizeof(*f));
	f->kind = kind;
	text_copy(f->suite, sizeof(f->suite), text_of(suite, "name"));
	text_copy(f->test, sizeof(f->test), test);
	normalise(f->signature, sizeof(f->signature), signature);
	all->n++;
}

static const char *suite_verdict(json_t *suite)
{
	json_t *actual = json_object_get(suite, "actual");

	return text_of(actual ? actual : suite, "verdict");
}

static void add_crashes(struct failures *all, json_t *suite,
			enum failure_kind kind)
{
	json_t *crash;
	size_t i;

	json_array_foreach(json_object_get(suite, "crashes"), i, crash)
		if (!json_is_true(json_object_get(crash, "allowed")))
			add(all, kind, suite, kind == FAILURE_BOOT ? "" :
			    text_of(crash, "test"), text_of(crash, "title"));
}

/* Those that explain most come first. */
static void list_failures(struct failures *all, json_t *suite)
{
	const char *verdict = suite_verdict(suite);
	unsigned before = all->n;
	json_t *test;
	size_t i;

	if (!json_is_true(json_object_get(suite, "reached_first_test"))) {
		add_crashes(all, suite, FAILURE_BOOT);
		if (all->n == before && (!strcmp(verdict, "CRASH") ||
					 !strcmp(verdict, "HANG")))
			add(all, FAILURE_BOOT, suite, "",
			    strcmp(verdict, "HANG") ? text_of(suite, "reason") :
			    text_of(suite, "phase"));
		return;
	}
	add_crashes(all, suite, FAILURE_CRASH);
	json_array_foreach(json_object_get(suite, "tests"), i, test) {
		verdict = text_of(test, "verdict");
		if (!strcmp(verdict, "FAIL"))
			add(all, FAILURE_TEST, suite, text_of(test, "name"),
			    text_of(test, "reason"));
		else if (!strcmp(verdict, "HANG"))
			add(all, FAILURE_HANG, suite, text_of(test, "name"),
			    "");
	}
	if (all->n != before)
		return;
	verdict = suite_verdict(suite);
	if (!strcmp(verdict, "CRASH"))
		add(all, FAILURE_CRASH, suite, "", text_of(suite, "reason"));
	else if (!strcmp(verdict, "HANG"))
		add(all, FAILURE_HANG, suite, "", text_of(suite, "phase"));
	else if (!strcmp(verdict, "FAIL"))
		add(all, FAILURE_TEST, suite, "", text_of(suite, "reason"));
}

/* The failures that a bundle names. */
static void list_bundle(struct failures *all, json_t *bundle)
{
	bool boot = json_integer_value(json_object_get(bundle, "exit")) == 5;
	json_t *failure, *suite = json_pack("{s:s}", "name",
					    text_of(bundle, "suite"));
	size_t i;

	json_array_foreach(json_object_get(bundle, "failures"), i, failure) {
		const char *verdict = text_of(failure, "verdict");
		const char *title = strstr(text_of(failure, "signature"), ": ");
		const char *test = text_of(failure, "test");

		title = title ? title + 2 : "";
		if (boot)
			add(all, FAILURE_BOOT, suite, "",
			    strcmp(verdict, "HANG") ? title :
			    text_of(bundle, "phase"));
		else if (!strcmp(verdict, "CRASH"))
			add(all, FAILURE_CRASH, suite, test, title);
		else if (!strcmp(verdict, "HANG"))
			add(all, FAILURE_HANG, suite, test,
			    test[0] ? "" : text_of(bundle, "phase"));
		else if (!strcmp(verdict, "FAIL"))
			add(all, FAILURE_TEST, suite, test,
			    text_of(failure, "reason"));
	}
	json_decref(suite);
}

static json_t *load(const char *path, struct refusal *err)
{
	char file[4200];
	json_error_t error;
	struct stat st;
	json_t *root;

	snprintf(file, sizeof(file), "%.4096s", path);
	if (!stat(path, &st) && S_ISDIR(st.st_mode)) {
		snprintf(file, sizeof(file), "%.4096s/bundle.json", path);
		if (stat(file, &st))
			snprintf(file, sizeof(file), "%.4096s/results.json",
				 path);
	}
	root = json_load_file(file, 0, &error);
	if (!root) {
		refuse(err, EINVAL,
		       "%s:%d: %s; expected the results.json of a run",
		       file, error.line, error.text);
		return NULL;
	}
	if (!json_is_array(json_object_get(root, "suites")) &&
	    !json_is_array(json_object_get(root, "failures"))) {
		refuse(err, EINVAL,
		       "%s: it has no \"suites\"; expected the results.json of a run, or a bundle.json",
		       file);
		json_decref(root);
		return NULL;
	}
	return root;
}

static bool named(const struct failure *f, const char *test)
{
	size_t len = strlen(f->suite);

	return !test || !strcmp(test, f->suite) ||
	       (!strncmp(test, f->suite, len) && test[len] == '/' &&
		!strcmp(test + len + 1, f->test));
}

int failure_read(const char *path, const char *test, struct failure *f,
		 unsigned *more, struct refusal *err)
{
	json_t *root = load(path, err), *suite;
	struct failures all = { .n = 0 };
	size_t i;

	memset(f, 0, sizeof(*f));
	*more = 0;
	if (!root)
		return -EINVAL;
	json_array_foreach(json_object_get(root, "suites"), i, suite)
		list_failures(&all, suite);
	list_bundle(&all, root);
	json_decref(root);
	for (i = 0; i < all.n; i++) {
		if (f->kind == FAILURE_NONE && named(&all.f[i], test))
			*f = all.f[i];
		else
			(*more)++;
	}
	if (f->kind == FAILURE_NONE)
		return refuse(err, ENOENT, "%s: %s%s in it", path,
			      test ? "no failure of " : "no failure",
			      test ? test : "");
	return 0;
}

/* No failure is ours: is there proof that ours did not happen? */
static bool proof(json_t *suite, const struct failure *f)
{
	const char *verdict = suite_verdict(suite);
	json_t *test;
	size_t i;

	if (f->kind == FAILURE_BOOT)
		return json_is_true(json_object_get(suite,
						    "reached_first_test"));
	if (!f->test[0])
		return !strcmp(verdict, "PASS") || !strcmp(verdict, "FAIL");
	json_array_foreach(json_object_get(suite, "tests"), i, test) {
		if (strcmp(text_of(test, "name"), f->test))
			continue;
		verdict = text_of(test, "verdict");
		return !strcmp(verdict, "PASS") || !strcmp(verdict, "XFAIL");
	}
	return false;
}

static bool same(const struct failure *a, const struct failure *b)
{
	return a->kind == b->kind && !strcmp(a->test, b->test) &&
	       !strcmp(a->signature, b->signature);
}

static enum seen match_suite(json_t *suite, const struct failure *f, char *why,
			     size_t size)
{
	struct failures all = { .n = 0 };

	if (!strcmp(suite_verdict(suite), "ERROR")) {
		snprintf(why, size, "ERROR: %s", text_of(suite, "reason"));
		return SEEN_UNKNOWN;
	}
	list_failures(&all, suite);
	for (unsigned i = 0; i < all.n; i++) {
		if (!same(&all.f[i], f))
			continue;
		failure_text(f, why, size);
		return SEEN_FAIL;
	}
	if (proof(suite, f)) {
		text_copy(why, size, f->kind == FAILURE_BOOT ? "it boots" :
			  f->test[0] ? "the test passes" :
			  "the guest runs to its end");
		return SEEN_PASS;
	}
	if (all.n) {
		char text[1000];

		failure_text(&all.f[0], text, sizeof(text));
		snprintf(why, size, "another failure: %.900s", text);
	} else {
		snprintf(why, size, "%s: %s", suite_verdict(suite),
			 text_of(suite, "reason"));
	}
	return SEEN_UNKNOWN;
}

/* Adds one guest; true if it outweighs all so far. */
static bool add_guest(struct tally *t, enum seen seen)
{
	switch (seen) {
	case SEEN_FAIL:
		return !t->failed++;
	case SEEN_UNKNOWN:
		return !t->unknown++ && !t->failed;
	default:
		return !t->passed++ && !t->unknown && !t->failed;
	}
}

enum seen failure_match(const char *path, const struct failure *f, char *why,
			size_t size, struct tally *tally)
{
	enum seen seen = SEEN_UNKNOWN, one;
	struct refusal err = { "" };
	json_t *root = load(path, &err), *suite;
	struct tally t = { 0 };
	char text[1000];
	size_t i;

	if (root)
		snprintf(why, size, "suite %s did not run", f->suite);
	else
		text_copy(why, size, err.text);
	json_array_foreach(json_object_get(root, "suites"), i, suite) {
		if (strcmp(text_of(suite, "name"), f->suite))
			continue;
		one = match_suite(suite, f, text, sizeof(text));
		if (!add_guest(&t, one))
			continue;
		seen = one;
		text_copy(why, size, text);
	}
	json_decref(root);
	if (tally)
		*tally = t;
	return seen;
}
