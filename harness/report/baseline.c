// SPDX-License-Identifier: GPL-2.0
/*
 * Reads, applies and writes baselines. The file is the user's; the results are
 * our own or have been checked.
 */
#include "report/baseline.h"

#include "lib/paths.h"
#include "report/cases.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX_LEN (4u << 20)
#define SEPARATOR " :: "

struct entry {
	const char *test;	/* "suite/test" as in the file */
	const char *signature;
	unsigned line;
	bool failed, passed;	/* in the results */
};

struct baseline {
	char *path;
	char *text;
	struct entry *entries;
	unsigned n;
};

void baseline_free(struct baseline *b)
{
	if (!b)
		return;
	free(b->path);
	free(b->text);
	free(b->entries);
	free(b);
}

static int bad(const struct baseline *b, unsigned line, const char *what,
	       struct refusal *err)
{
	return refuse(err, EINVAL, "%s:%u: expected %s", b->path, line,
		      what);
}

/*
 * Finds the one in front of a signature: names may have one as well, and older
 * files have it there without a backslash.
 */
static char *find_separator(char *text)
{
	char *first = strstr(text, SEPARATOR), *sep = first;
	enum verdict v;

	for (; sep; sep = strstr(sep + 1, SEPARATOR)) {
		const char *signature = sep + strlen(SEPARATOR);
		char word[16];

		snprintf(word, sizeof(word), "%.*s",
			 (int)strcspn(signature, ":"), signature);
		if (!strcmp(signature, "*") || !verdict_parse(word, &v))
			return sep;
	}
	return first;
}

static int add_entry(struct baseline *b, const char *test,
		     const char *signature, unsigned line, struct refusal *err)
{
	struct entry *e;

	for (unsigned i = 0; i < b->n; i++)
		if (!strcmp(b->entries[i].test, test) &&
		    !strcmp(b->entries[i].signature, signature))
			return bad(b, line, "each failure once", err);
	e = reallocarray(b->entries, b->n + 1, sizeof(*e));
	if (!e)
		return refuse(err, ENOMEM, "%s: out of memory", b->path);
	b->entries = e;
	e[b->n++] = (struct entry){ test, signature, line, false, false };
	return 0;
}

static int add_line(struct baseline *b, char *text, unsigned line,
		    struct refusal *err)
{
	char *sep, *slash;
	size_t len;

	text += strspn(text, " \t");
	len = strlen(text);
	while (len && strchr(" \t\r", text[len - 1]))
		text[--len] = '\0';
	if (!*text || *text == '#')
		return 0;
	sep = find_separator(text);
	slash = strchr(text, '/');
	if (!sep || sep == text || !sep[strlen(SEPARATOR)] || !slash ||
	    slash > sep)
		return bad(b, line,
			   "\"SUITE/TEST :: SIGNATURE\", as lgcheck baseline prints it",
			   err);
	*sep = '\0';
	return add_entry(b, text, sep + strlen(SEPARATOR), line, err);
}

static int add_lines(struct baseline *b, size_t len, struct refusal *err)
{
	char *next, *at = b->text;
	unsigned line = 0;
	int ret = 0;

	for (; at && !ret; at = next) {
		next = strchr(at, '\n');
		line++;
		if (next)
			*next++ = '\0';
		else if (strlen(at) < len - (size_t)(at - b->text))
			return bad(b, line, "text, not a NUL", err);
		ret = add_line(b, at, line, err);
	}
	return ret;
}

int baseline_load(const char *path, struct baseline **out, struct refusal *err)
{
	struct baseline *b = calloc(1, sizeof(*b));
	size_t len = 0;
	int ret = -EINVAL;

	*out = NULL;
	if (!b || !(b->path = strdup(path))) {
		free(b);
		return refuse(err, ENOMEM, "%s: out of memory", path);
	}
	b->text = path_read(path, FILE_MAX_LEN, &len, err);
	if (b->text)
		ret = add_lines(b, len, err);
	if (ret)
		baseline_free(b);
	else
		*out = b;
	return ret;
}

/* --- names and their spelling --- */

/* Does this byte of a name need a backslash? */
static bool is_taken(const char *name, const char *p)
{
	return *p == '\\' || *p == '\n' || (p == name && *p == '#') ||
	       (p > name && !strncmp(p - 1, SEPARATOR, strlen(SEPARATOR)));
}

/* Makes a line's "SUITE/TEST"; test NULL: the suite itself. Allocated. */
static char *write_name(const char *suite, const char *test)
{
	bool odd = test && !strcmp(test, "(suite)");
	char *name, *out, *to;

	if (asprintf(&name, "%s/%s", suite, test ? test : "(suite)") < 0)
		return NULL;
	to = out = malloc(2 * strlen(name) + 2);
	for (const char *p = name; out && *p; p++) {
		if (is_taken(name, p) || (odd && p == name + strlen(suite) + 1))
			*to++ = '\\';
		*to++ = *p == '\n' ? 'n' : *p;
	}
	if (out)
		*to = '\0';
	free(name);
	return out;
}

/* Old files have no backslashes: try the bare name as well. */
static bool is_entry(const struct entry *e, const char *suite,
		     const char *test)
{
	size_t n = strlen(suite);
	char *name;
	bool is;

	if (!strncmp(e->test, suite, n) && e->test[n] == '/' &&
	    !strcmp(e->test + n + 1, test ? test : "(suite)"))
		return !test || strcmp(test, "(suite)");
	if (!strchr(e->test, '\\'))
		return false;
	name = write_name(suite, test);
	is = name && !strcmp(e->test, name);
	free(name);
	return is;
}

static bool is_known(struct baseline *b, const char *suite, const json_t *f)
{
	const char *test = json_string_value(json_object_get(f, "test"));
	const char *signature = text_field(f, "signature");

	if (!strcmp(text_field(f, "verdict"), "ERROR"))
		return false;
	for (unsigned i = 0; i < b->n; i++) {
		struct entry *e = &b->entries[i];

		if (!is_entry(e, suite, test))
			continue;
		e->failed = true;
		if (!strcmp(e->signature, "*") ||
		    !strcmp(e->signature, signature))
			return true;
	}
	return false;
}

/* Counts what the totals call failed: tests, or else the suite itself. */
struct failed {
	unsigned tests, known_tests;
	bool suite, known_suite;
};

static void count_failed(void *ctx, const struct case_of *k)
{
	struct failed *n = ctx;

	if (k->verdict < VERDICT_FAIL)
		return;
	if (k->whole) {
		n->suite = true;
		n->known_suite = k->known;
	} else {
		n->tests++;
		n->known_tests += k->known;
	}
}

/* Applies it to one guest; returns by how much the totals change. */
static void apply_suite(struct baseline *b, json_t *suite, int *failed,
			int *passed)
{
	json_t *failures = json_object_get(suite, "failures"), *f;
	bool reached = json_is_true(json_object_get(suite,
						    "reached_first_test"));
	int status = STATUS_PASSED;
	bool any = false;
	struct failed n = { 0 };
	unsigned left;
	size_t i;

	json_array_foreach(failures, i, f) {
		enum verdict v = VERDICT_ERROR;

		if (is_known(b, text_field(suite, "name"), f)) {
			json_object_set_new(f, "known", json_true());
			any = true;
			continue;
		}
		verdict_parse(text_field(f, "verdict"), &v);
		status = status_worse(status, verdict_status(v, reached));
	}
	if (any)
		json_object_set_new(suite, "exit", json_integer(status));
	each_case(suite, count_failed, &n);
	left = n.tests - n.known_tests;
	/* A suite that fails for a reason of its own counts as one. */
	*failed -= n.tests ? n.tests : n.suite;
	*failed += left ? left : n.suite && !n.known_suite;
	*passed += n.tests ? n.known_tests : n.known_suite;
}

static int worst_exit(const json_t *results)
{
	int status = STATUS_PASSED;
	json_t *suite;
	size_t i;

	json_array_foreach(json_object_get(results, "suites"), i, suite)
		status = status_worse(status, json_integer_value(
			json_object_get(suite, "exit")));
	return status;
}

static void add_total(json_t *totals, const char *key, int by)
{
	json_int_t n = json_integer_value(json_object_get(totals, key)) + by;

	json_object_set_new(totals, key, json_integer(n < 0 ? 0 : n));
}

void baseline_apply(struct baseline *b, json_t *results)
{
	json_t *totals = json_object_get(results, "totals"), *suite;
	int exit = json_integer_value(json_object_get(results, "exit"));
	bool by_suites = exit == worst_exit(results);
	int failed = 0, known = 0;
	size_t i;

	json_array_foreach(json_object_get(results, "suites"), i, suite)
		apply_suite(b, suite, &failed, &known);
	add_total(totals, "failed", failed);
	add_total(totals, "passed", known);
	add_total(totals, "known", known);
	if (by_suites)
		json_object_set_new(results, "exit",
				    json_integer(worst_exit(results)));
}

static void note_pass(void *ctx, const struct case_of *k)
{
	struct baseline *b = ctx;

	for (unsigned i = 0; i < b->n; i++) {
		struct entry *e = &b->entries[i];

		if (!is_entry(e, k->suite, k->whole ? NULL : k->name) &&
		    !(is_entry(e, k->suite, NULL) &&
		      !strcmp(text_field(k->entry, "verdict"), "PASS")))
			continue;
		if (k->verdict == VERDICT_PASS)
			e->passed = true;
		else if (k->verdict > VERDICT_PASS)
			e->failed = true;
	}
}

unsigned baseline_tell_fixed(struct baseline *b, const json_t *results,
			     FILE *out)
{
	unsigned n = 0;
	json_t *suite;
	size_t i;

	json_array_foreach(json_object_get(results, "suites"), i, suite)
		each_case(suite, note_pass, b);
	for (unsigned k = 0; k < b->n; k++) {
		const struct entry *e = &b->entries[k];

		if (!e->passed || e->failed)
			continue;
		fprintf(out, "# fixed: %s :: %s (remove it: %s:%u)\n", e->test,
			e->signature, b->path, e->line);
		n++;
	}
	return n;
}

/* Prints each line once, however many guests had it. */
static void print_failures(const json_t *suite, json_t *seen, FILE *out)
{
	json_t *f;
	size_t i;

	json_array_foreach(json_object_get(suite, "failures"), i, f) {
		char *name = write_name(text_field(suite, "name"),
			json_string_value(json_object_get(f, "test")));
		json_t *line = json_sprintf("%s" SEPARATOR "%s",
					    name ? name : "",
					    text_field(f, "signature"));
		const char *text = json_string_value(line);

		if (text && strcmp(text_field(f, "verdict"), "ERROR") &&
		    !json_object_get(seen, text)) {
			json_object_set_new(seen, text, json_true());
			fprintf(out, "%s\n", text);
		}
		json_decref(line);
		free(name);
	}
}

void baseline_print(const json_t *results, FILE *out)
{
	json_t *seen = json_object(), *suite;
	size_t i;

	json_array_foreach(json_object_get(results, "suites"), i, suite)
		print_failures(suite, seen, out);
	json_decref(seen);
}
