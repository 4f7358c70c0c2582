// SPDX-License-Identifier: GPL-2.0
/* What the guests of a run add up to. */
#include "report/summary.h"

#include <stdbool.h>
#include <string.h>

static bool has_test(const struct outcome *o, const char *name)
{
	for (unsigned i = 0; i < o->score.n_tests; i++)
		if (!strcmp(o->score.tests[i].name, name))
			return true;
	return false;
}

/* Tests that only a later attempt reached. */
static void add_later(const struct outcome *first, struct verdict_count *c)
{
	for (const struct outcome *o = first->retried; o; o = o->retried) {
		for (unsigned i = 0; o->ran && i < o->score.n_tests; i++) {
			const struct test *t = &o->score.tests[i];

			if (!has_test(o->previous, t->name))
				verdict_add(c, t->verdict);
		}
	}
}

void summary_add(struct summary *s, const struct outcome *o)
{
	struct verdict_count c = o->score.count;
	struct totals *t = &s->totals;
	unsigned bad;

	s->status = status_worse(s->status, o->status);
	if (!outcome_by_test(o)) {
		t->passed += o->verdict == VERDICT_PASS;
		t->skipped += o->verdict == VERDICT_SKIP;
		t->flaky += o->verdict == VERDICT_FLAKY;
		t->passed += o->verdict == VERDICT_FLAKY;
		t->failed += o->verdict >= VERDICT_FAIL;
		return;
	}
	add_later(o, &c);
	bad = c.n[VERDICT_FAIL] + c.n[VERDICT_CRASH] + c.n[VERDICT_HANG] +
	      c.n[VERDICT_ERROR];
	t->passed += c.n[VERDICT_PASS] + c.n[VERDICT_XFAIL] +
		     c.n[VERDICT_FLAKY];
	t->skipped += c.n[VERDICT_SKIP];
	t->flaky += c.n[VERDICT_FLAKY];
	t->failed += bad;
	/* A suite that fails for a reason of its own counts, too. */
	if (!bad && o->verdict >= VERDICT_FAIL)
		t->failed++;
	if (!bad && o->verdict == VERDICT_FLAKY && !c.n[VERDICT_FLAKY])
		t->flaky++;
	if (!verdict_total(&c) && o->verdict == VERDICT_SKIP)
		t->skipped++;
}
