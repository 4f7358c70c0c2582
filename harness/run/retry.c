// SPDX-License-Identifier: GPL-2.0
/*
 * A second look at what failed (--retry). Both outcomes stay in the results; a
 * test that fails and then passes is flaky.
 */
#include "run/retry.h"

#include "lib/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct test *find_test(const struct outcome *o, const char *name)
{
	for (unsigned i = 0; i < o->score.n_tests; i++)
		if (!strcmp(o->score.tests[i].name, name))
			return &o->score.tests[i];
	return NULL;
}

/* Did something fail that is not one of the suite's tests? */
static bool failed_itself(const struct outcome *o)
{
	const struct score *s = &o->score;
	enum verdict worst = VERDICT_PASS;

	for (unsigned i = 0; i < s->n_crashes; i++)
		if (!s->crashes[i].counted &&
		    !score_crash_allowed(s, &s->crashes[i]))
			return true;
	for (unsigned i = 0; i < s->n_tests; i++) {
		const struct test *t = &s->tests[i];
		unsigned k = 0;

		worst = verdict_worse(worst, t->verdict);
		while (k < o->suite->n_tests &&
		       strcmp(o->suite->tests[k].name, t->name))
			k++;
		if (t->verdict >= VERDICT_FAIL && k == o->suite->n_tests)
			return true;
	}
	return o->actual > worst;
}

unsigned retry_tests(const struct outcome *o, const struct pick *p,
		     unsigned **tests)
{
	bool all = !o->ran || failed_itself(o);
	unsigned n = 0, k;

	*tests = calloc(p->suite->n_tests + 1, sizeof(**tests));
	if (!*tests)
		return 0;
	/* in the order in which they ran */
	for (unsigned i = 0; !all && i < o->suite->n_tests; i++) {
		const char *name = o->suite->tests[i].name;
		const struct test *t = find_test(o, name);

		if (t && t->verdict < VERDICT_FAIL)
			continue;
		for (k = 0; k < p->suite->n_tests; k++)
			if (!strcmp(p->suite->tests[k].name, name))
				(*tests)[n++] = k;
	}
	if (n)
		return n;
	for (unsigned i = 0; i < o->suite->n_tests; i++)
		for (k = 0; k < p->suite->n_tests; k++)
			if (!strcmp(p->suite->tests[k].name,
				    o->suite->tests[i].name))
				(*tests)[n++] = k;
	return n;
}

static void make_flaky(struct score *s, struct test *t)
{
	char reason[SCORE_REASON];

	snprintf(reason, sizeof(reason), "first %s: %.500s; then PASS",
		 verdict_name(t->verdict), t->reason ? t->reason : "no reason");
	free(t->reason);
	t->reason = strdup(reason);
	s->count.n[t->verdict]--;
	t->verdict = VERDICT_FLAKY;
	s->count.n[VERDICT_FLAKY]++;
}

/* It did not run again, or was skipped: nothing says that it can pass. */
static bool still_failing(const struct score *s)
{
	for (unsigned i = 0; i < s->n_tests; i++)
		if (s->tests[i].verdict >= VERDICT_FAIL)
			return true;
	return false;
}

void retry_merge(struct outcome *first)
{
	struct outcome *then = first->retried;
	char reason[SCORE_REASON];
	struct score *s = &first->score;
	bool proven;

	for (unsigned i = 0; first->ran && then->ran && i < s->n_tests; i++) {
		struct test *t = &s->tests[i];
		const struct test *again = find_test(then, t->name);

		if (t->verdict >= VERDICT_FAIL && again &&
		    (again->verdict == VERDICT_PASS ||
		     again->verdict == VERDICT_FLAKY))
			make_flaky(s, t);
	}
	proven = !outcome_by_test(first) || !still_failing(s);
	snprintf(reason, sizeof(reason), "first %s: %.300s; then %s%s%.300s",
		 verdict_name(first->verdict), first->reason,
		 verdict_name(then->verdict), then->reason[0] ? ": " : "",
		 then->reason);
	if (then->verdict < VERDICT_FAIL && then->verdict != VERDICT_SKIP &&
	    proven) {
		first->verdict = VERDICT_FLAKY;
		first->status = STATUS_PASSED;
	} else {
		first->verdict = verdict_worse(first->verdict, then->verdict);
		first->status = status_worse(first->status, then->status);
	}
	text_copy(first->reason, sizeof(first->reason), reason);
}
