// SPDX-License-Identifier: GPL-2.0
/* Compares two runs. Their results have been checked when they were read. */
#include "report/compare.h"

#include "lib/text.h"
#include "report/cases.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[CHANGES] = {
	[CHANGE_NEW] = "new",	  [CHANGE_OTHER] = "other",
	[CHANGE_STILL] = "still", [CHANGE_FIXED] = "fixed",
	[CHANGE_GONE] = "gone",	  [CHANGE_ADDED] = "added",
	[CHANGE_SAME] = "same",
};

const char *change_name(enum change c)
{
	return names[c];
}

/* --- a run as a table: test and outcome --- */

/* Names of suites may have slashes, and a test may be called "(suite)". */
static char *key_of(const char *suite, const char *test)
{
	char *key;

	return asprintf(&key, "%s\n%s", suite, test ? test : "") < 0 ? NULL :
								       key;
}

static bool fails(const json_t *side)
{
	enum verdict v = VERDICT_PASS;

	return !verdict_parse(text_field(side, "verdict"), &v) &&
	       v >= VERDICT_FAIL;
}

static json_int_t times(const json_t *side)
{
	return json_integer_value(json_object_get(side, "times"));
}

static json_t *ways(const json_t *side)
{
	return json_object_get(side, "ways");
}

static json_t *entry_new(const struct case_of *k)
{
	char *name = NULL, *shown;
	json_t *e;

	if (asprintf(&name, "%s/%s", k->suite, k->name) < 0)
		name = NULL;
	shown = name ? text_shown(name) : NULL;
	e = shown ? json_pack("{s:s, s:i, s:{}}", "name", shown, "times", 0,
			      "ways") : NULL;
	free(shown);
	free(name);
	return e;
}

/* If a test is there several times, the worst counts. */
static bool is_worse(const json_t *e, enum verdict v)
{
	enum verdict old;

	return verdict_parse(text_field(e, "verdict"), &old) || v > old;
}

static void take(void *ctx, const struct case_of *k)
{
	json_t *guest = ctx, *e;
	char *key = key_of(k->suite, k->whole ? NULL : k->name);

	if (!key)
		return;
	e = json_object_get(guest, key);
	if (!e) {
		e = entry_new(k);
		json_object_set_new(guest, key, e);
	}
	free(key);
	if (is_worse(e, k->verdict)) {
		json_object_set_new(e, "verdict",
				    json_string(verdict_name(k->verdict)));
		json_object_set_new(e, "signature", json_string(k->signature));
		json_object_set_new(e, "reason", json_string(k->reason));
		json_object_set_new(e, "duration", json_real(k->duration));
	}
	if (k->verdict < VERDICT_FAIL)
		return;
	json_object_set_new(e, "times", json_integer(times(e) + 1));
	if (!k->failure)
		json_object_set_new(ways(e), "", json_true());
}

/* Each crash title of a test is a failure by itself. */
static void take_ways(json_t *guest, const json_t *suite)
{
	json_t *f, *e;
	size_t i;

	json_array_foreach(json_object_get(suite, "failures"), i, f) {
		char *key = key_of(text_field(suite, "name"),
				   json_string_value(json_object_get(f, "test")));

		e = key ? json_object_get(guest, key) : NULL;
		if (fails(e))
			json_object_set_new(ways(e), text_field(f, "signature"),
					    json_true());
		free(key);
	}
}

/* What several guests of a suite say about a test. */
static void join(json_t *table, const json_t *guest)
{
	const char *key;
	json_t *e;

	json_object_foreach((json_t *)guest, key, e) {
		json_t *old = json_object_get(table, key);
		json_int_t most = times(old) > times(e) ? times(old) : times(e);
		enum verdict v = VERDICT_PASS;

		verdict_parse(text_field(e, "verdict"), &v);
		if (old)
			json_object_update(ways(e), ways(old));
		if (old && !is_worse(old, v)) {
			json_object_set(old, "ways", ways(e));
			e = old;
		}
		json_object_set_new(e, "times", json_integer(most));
		json_object_set(table, key, e);
	}
}

static json_t *table_of(const json_t *run)
{
	json_t *table = json_object(), *suite;
	size_t i;

	json_array_foreach(json_object_get(run, "suites"), i, suite) {
		json_t *guest = json_object();

		each_case(suite, take, guest);
		take_ways(guest, suite);
		join(table, guest);
		json_decref(guest);
	}
	return table;
}

/* --- two of them --- */

static bool skipped(const json_t *side)
{
	return !strcmp(text_field(side, "verdict"), "SKIP");
}

struct differences {
	struct difference *all;
	int n;
	bool lost;		/* no memory */
};

/* way: one of those in which the test fails; NULL: the first one */
static struct side side_of(const json_t *j, const char *way)
{
	bool first = !way || !strcmp(way, text_field(j, "signature"));
	struct side s = { j ? text_field(j, "verdict") : NULL,
			  way ? way : text_field(j, "signature"),
			  first ? text_field(j, "reason") : way,
			  json_number_value(json_object_get(j, "duration")) };

	return s;
}

static void add(struct differences *d, enum change change, struct side a,
		struct side b, const char *test)
{
	struct difference *more;

	/* Double the room at each power of two. */
	if (!(d->n & (d->n + 1))) {
		more = reallocarray(d->all, 2 * d->n + 2, sizeof(*more));
		if (!more) {
			d->lost = true;
			return;
		}
		d->all = more;
	}
	d->all[d->n++] = (struct difference){ test, change, a, b };
}

/* The next of from, starting at *at, that to does not have; or NULL. */
static const char *next_only(json_t *from, json_t *to, void **at)
{
	const char *way = NULL;

	while (*at && !way) {
		way = json_object_iter_key(*at);
		if (json_object_get(to, way))
			way = NULL;
		*at = json_object_iter_next(from, *at);
	}
	return way;
}

/* More tests of one name fail than before, but in no new way. */
static const char *more(const json_t *a, json_t *b)
{
	json_object_set_new(b, "more",
			    json_sprintf("%s (%d of this name, not %d)",
					 text_field(b, "signature"),
					 (int)times(b), (int)times(a)));
	return text_field(b, "more");
}

/* The test fails on one side or both: compare way by way. */
static void compare_ways(struct differences *d, const json_t *a, json_t *b,
			 const char *test)
{
	json_t *wa = ways(a), *wb = ways(b), *v;
	void *at_a = json_object_iter(wa), *at_b = json_object_iter(wb);
	const char *way, *was;
	bool fresh = false;

	json_object_foreach(wb, way, v)
		if (json_object_get(wa, way))
			add(d, CHANGE_STILL, side_of(a, way), side_of(b, way),
			    test);
	do {
		way = next_only(wb, wa, &at_b);
		was = next_only(wa, wb, &at_a);
		fresh |= way != NULL;
		if (way && was)
			add(d, CHANGE_OTHER, side_of(a, was), side_of(b, way),
			    test);
		else if (way)
			add(d, CHANGE_NEW, side_of(a, NULL), side_of(b, way),
			    test);
		else if (was)
			add(d, CHANGE_FIXED, side_of(a, was), side_of(b, NULL),
			    test);
	} while (way || was);
	if (!fresh && times(b) > times(a))
		add(d, CHANGE_NEW, side_of(a, NULL), side_of(b, more(a, b)),
		    test);
}

static void compare_test(struct differences *d, const json_t *a, json_t *b)
{
	const char *test = text_field(b ? b : a, "name");
	bool gone = !b || (a && skipped(b) && !skipped(a));

	if (!gone && (fails(a) || fails(b)))
		compare_ways(d, a, b, test);
	else
		add(d, gone ? CHANGE_GONE : a ? CHANGE_SAME : CHANGE_ADDED,
		    side_of(a, NULL), side_of(b, NULL), test);
}

int compare_runs(const json_t *a, const json_t *b, struct difference **out,
		 json_t **keep)
{
	json_t *ta = table_of(a), *tb = table_of(b), *v;
	struct differences d = { NULL, 0, false };
	const char *key;

	*keep = json_pack("[o, o]", ta, tb);
	if (*keep) {
		json_object_foreach(tb, key, v)
			compare_test(&d, json_object_get(ta, key), v);
		json_object_foreach(ta, key, v)
			if (!json_object_get(tb, key))
				compare_test(&d, v, NULL);
	}
	*out = d.all;
	return *keep && !d.lost ? d.n : -ENOMEM;
}
