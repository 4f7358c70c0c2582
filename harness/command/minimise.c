// SPDX-License-Identifier: GPL-2.0
/*
 * "lgcheck minimise": finds the fewest tests, in order, that still show a
 * failure. Delta debugging over the tests that run before the failing one,
 * which stays last.
 */
#include "command/command.h"
#include "lib/paths.h"
#include "lib/text.h"
#include "report/bundle.h"
#include "report/bundle_words.h"
#include "report/cases.h"
#include "report/signature.h"
#include "run/queue.h"
#include "run/session.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
"usage: lgcheck minimise [options] BUNDLE [TEST]\n"
"       lgcheck minimise [options] --kernel=FILE SUITE\n"
"\n"
"Finds the fewest tests of a suite, and their order, with which a test still\n"
"fails in the same way: of a bundle the first failure, or that of TEST; of a\n"
"suite the first failure that it shows.  Leaves a bundle of what is left.\n"
"\n"
"      --repeat=N       a choice of tests fails if one of N guests does\n"
"      --shuffle=SEED   begin with the order of this seed\n";

static const char status_help[] =
"\n"
"Exit status: 0 found, 2 usage, 125 the failure did not come again.\n";

struct minimise {
	struct session s;
	struct outcome *last;	/* the last guest with this failure */
	char test[SCORE_NAME];	/* the one that fails; "": not known yet */
	char signature[SIGNATURE];
	unsigned target;	/* its number in the pick */
	unsigned guests;
	bool stop;
};

/* The failure in this guest, or its first one if we know none yet. */
static bool has_failed(struct minimise *m, const struct outcome *o)
{
	char text[SIGNATURE];

	for (unsigned i = 0; o->ran && i < o->score.n_tests; i++) {
		const struct test *t = &o->score.tests[i];

		if (t->verdict < VERDICT_FAIL || t->verdict == VERDICT_ERROR)
			continue;
		signature_test(o, t, text, sizeof(text));
		if (!m->test[0]) {
			text_copy(m->test, sizeof(m->test), t->name);
			text_copy(m->signature, sizeof(m->signature), text);
		}
		if (!strcmp(t->name, m->test) && !strcmp(text, m->signature))
			return true;
	}
	return false;
}

static void keep(struct minimise *m, struct outcome *o)
{
	struct outcome *old = m->last;

	m->last = o;
	if (old && old->files.dir)
		path_remove(old->files.dir);
	outcome_free(old);
}

/* Does the target fail after these tests? It is the last of them. */
static bool fails(struct minimise *m, const unsigned *tests, unsigned n)
{
	unsigned times = m->s.options->repeat ? m->s.options->repeat : 1;
	struct refusal err = { "" };
	bool failed = false;

	for (unsigned i = 0; i < times && !failed && !m->stop; i++) {
		/* A number of its own keeps the folders apart. */
		struct job job = { .tests = tests, .n = n,
				   .repeat = ++m->guests };
		struct outcome *o = queue_one(&m->s, &job, &err);

		if (!o) {
			refusal_tell(&err, 0);
			m->stop = true;
			break;
		}
		m->stop = m->s.summary.interrupted;
		failed = !m->stop && has_failed(m, o);
		if (failed) {
			keep(m, o);
		} else {
			if (o->files.dir)
				path_remove(o->files.dir);
			outcome_free(o);
		}
	}
	terminal_line(&m->s.terminal, "# %u tests: %s", n,
		      failed ? "fails" : "does not fail so");
	return failed;
}

/* Tries the list without its part from a to b, but with the target. */
static bool fails_without(struct minimise *m, unsigned *list, unsigned *n,
			  unsigned a, unsigned b)
{
	unsigned *some = calloc(*n + 2, sizeof(*some)), k = 0;
	bool failed;

	if (!some) {
		m->stop = true;
		return false;
	}
	for (unsigned i = 0; i < *n; i++)
		if (i < a || i >= b)
			some[k++] = list[i];
	some[k] = m->target;
	failed = fails(m, some, k + 1);
	if (failed) {
		memcpy(list, some, k * sizeof(*list));
		*n = k;
	}
	free(some);
	return failed;
}

/* Delta debugging: no single test that stays in list can be left out. */
static void reduce(struct minimise *m, unsigned *list, unsigned *n)
{
	unsigned parts = 2;

	/* Most likely, the test fails alone. */
	if (!*n || fails_without(m, list, n, 0, *n))
		return;
	while (*n && !m->stop) {
		bool less = false;

		if (parts > *n)
			parts = *n;
		for (unsigned i = 0; i < parts && !less && !m->stop; i++) {
			unsigned a = *n * i / parts, b = *n * (i + 1) / parts;

			/* One part is the whole list: tried above. */
			less = parts > 1 && fails_without(m, list, n, a, b);
		}
		if (less && parts > 2)
			parts--;
		else if (!less && parts >= *n)
			return;
		else if (!less)
			parts *= 2;
	}
}

static int by_number(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return x < y ? -1 : x > y;
}

/* Prefers the suite's own order if it fails as well. */
static void plain_order(struct minimise *m, unsigned *list, unsigned n)
{
	unsigned *sorted = calloc(n + 1, sizeof(*sorted));
	bool same;

	if (!sorted || !n || m->stop) {
		free(sorted);
		return;
	}
	memcpy(sorted, list, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), by_number);
	same = !memcmp(sorted, list, n * sizeof(*sorted));
	sorted[n] = m->target;
	if (!same && fails(m, sorted, n + 1))
		memcpy(list, sorted, n * sizeof(*list));
	free(sorted);
}

static int find(struct minimise *m, struct refusal *err)
{
	const struct pick *p = &m->s.picks.p[0];
	unsigned *list = calloc(p->n + 1, sizeof(*list)), n = 0;
	int status = STATUS_CANNOT_TELL;

	if (!list)
		goto out;
	if (!fails(m, p->order, p->n)) {
		refuse(err, EAGAIN,
		       "%s: %s in a guest with all the tests; --repeat=N tries N times",
		       p->suite->name,
		       m->test[0] ? "the failure did not come again" : "no test failed");
		goto out;
	}
	for (unsigned i = 0; i < p->n; i++) {
		m->target = p->order[i];
		if (!strcmp(p->suite->tests[m->target].name, m->test))
			break;
		list[n++] = m->target;
	}
	reduce(m, list, &n);
	plain_order(m, list, n);
	if (m->stop)
		goto out;
	terminal_line(&m->s.terminal, "# %s: %s", m->test, m->signature);
	terminal_line(&m->s.terminal, "# %u of %u tests are enough, in this order:",
		      n + 1, p->n);
	for (unsigned i = 0; i < n; i++)
		terminal_line(&m->s.terminal, "%s/%s", p->suite->name,
			      p->suite->tests[list[i]].name);
	terminal_line(&m->s.terminal, "%s/%s", p->suite->name, m->test);
	terminal_line(&m->s.terminal, "# %u guests were run", m->guests);
	status = STATUS_PASSED;
out:
	free(list);
	return status;
}

/* Reports and a bundle of the smallest guest that failed. */
static int leave_bundle(struct minimise *m, struct refusal *err)
{
	struct summary *sum = &m->s.summary;
	char *bundle, command[9500];
	json_t *suite;
	int ret;

	sum->outcomes = calloc(1, sizeof(*sum->outcomes));
	if (!sum->outcomes)
		return refuse(err, ENOMEM, "out of memory");
	sum->outcomes[0] = m->last;
	sum->n = 1;
	sum->status = m->last->status;
	sum->totals.failed = 1;
	m->last = NULL;
	ret = session_report(&m->s, err);
	suite = json_array_get(json_object_get(m->s.results, "suites"), 0);
	if (ret || !json_array_size(json_object_get(suite, "failures")))
		return ret;
	bundle = path_in(sum->outcomes[0]->files.dir, "bundle");
	if (!bundle)
		return refuse(err, ENOMEM, "out of memory");
	bundle_command(sum->options, sum->outcomes[0]->machine, bundle, "",
		       command, sizeof(command));
	terminal_line(&m->s.terminal, "%s", command);
	free(bundle);
	return 0;
}

static int run(struct minimise *m, struct refusal *err)
{
	int status = session_open(&m->s, err);

	if (status)
		return status;
	if (m->s.picks.n != 1 || !pick_divisible(&m->s.picks.p[0])) {
		refuse(err, EINVAL, "give one suite that has \"test\" lines");
		return STATUS_USAGE;
	}
	status = find(m, err);
	if (!status && leave_bundle(m, err))
		status = STATUS_CANNOT_TELL;
	return status;
}

/* Picks the bundle's failure: that of the named test, or the first. */
static int choose(struct minimise *m, json_t *bundle, const char *name,
		  struct refusal *err)
{
	json_t *f;
	size_t i;

	json_array_foreach(json_object_get(bundle, "failures"), i, f) {
		const char *test = text_field(f, "test");
		const char *sig = text_field(f, "signature");

		if (!*test || !*sig || (name && strcmp(name, test)))
			continue;
		text_copy(m->test, sizeof(m->test), test);
		text_copy(m->signature, sizeof(m->signature), sig);
		return 0;
	}
	return refuse(err, EINVAL, "the bundle has no failure of %s%s",
		      name ? "test " : "a test", name ? name : "");
}

int command_minimise(int argc, char **argv)
{
	static struct minimise m;
	static struct options o;
	struct refusal err = { "" };
	struct bundle_words w = { NULL };
	json_t *bundle = NULL;
	int status = STATUS_USAGE;

	if (options_parse(argc, argv, &o, &err))
		goto out;
	if (o.help) {
		printf("%s%s%s", help, options_common, status_help);
		return STATUS_PASSED;
	}
	m.s.options = &o;
	terminal_init(&m.s.terminal, stdout, false);
	if (!o.n_suites) {
		refuse(&err, EINVAL,
		       "give a bundle or a suite; lgcheck minimise --help says more");
		goto out;
	}
	if (bundle_is(o.suites[0])) {
		const char *name = o.n_suites > 1 ? o.suites[1] : NULL;

		o.n_suites = 1;
		if (bundle_words(&o, &w, &err) ||
		    !(bundle = bundle_load(w.dir, &err)) ||
		    choose(&m, bundle, name, &err))
			goto out;
		bundle_machine(&o, bundle);
		o.rename = json_string_value(json_object_get(bundle, "suite"));
	}
	m.s.quiet_guests = true;
	status = run(&m, &err);
out:
	if (err.text[0])
		refusal_tell(&err, 0);
	outcome_free(m.last);
	session_free(&m.s);
	json_decref(bundle);
	bundle_words_free(&w);
	if (m.s.summary.interrupted)
		session_die_of(m.s.summary.interrupted);
	return status;
}
