// SPDX-License-Identifier: GPL-2.0
/*
 * The next time limit of a guest.  Called by run.c before each wait.
 */
#include "limits.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A panicked guest or a closed console may take so long to end by itself. */
#define GRACE UINT64_C(3000000000)

static void __attribute__((format(printf, 5, 6)))
offer(struct limit *l, uint64_t since, uint64_t span, enum end_how how,
      const char *fmt, ...)
{
	char what[400], time[40];
	va_list ap;

	if (since + span >= l->at)
		return;
	l->at = since + span;
	l->how = how;
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	text_seconds(time, sizeof(time), span);
	snprintf(l->text, sizeof(l->text), "%s within %s", what, time);
}

static void offer_test(const struct suite *suite, const struct score *s,
		       struct limit *l)
{
	char name[SCORE_NAME];

	if (s->running)
		offer(l, s->running->start, suite->test_timeout, END_LIMIT,
		      "test %.200s: no result", s->running->name);
	else if (s->suite->score != SCORE_SCRIPT)
		offer(l, s->progress_at, suite->test_timeout, END_LIMIT,
		      "%.200s: no next result",
		      score_running(s, name, sizeof(name)) ? name : "test");
}

static void offer_step(const struct score *s, struct limit *l)
{
	const struct script_step *step = script_step(&s->script);
	uint64_t since = s->step_at ? s->step_at : s->init_at;

	if (step && since)
		offer(l, since, step->limit, END_STOPPED, "script step");
}

void limits_next(const struct suite *suite, const struct score *s,
		 uint64_t closed_at, struct limit *l)
{
	l->at = UINT64_MAX;
	offer(l, 0, suite->timeout, END_LIMIT, "phase %s: no end",
	      phase_name(s->phase));
	if (s->phase < PHASE_TEST)
		offer(l, 0, suite->boot_timeout, END_LIMIT,
		      "phase %s: no test", phase_name(s->phase));
	if (s->phase == PHASE_TEST)
		offer_test(suite, s, l);
	if (s->phase == PHASE_SHUTDOWN)
		offer(l, s->phase_at[PHASE_SHUTDOWN], suite->shutdown_timeout,
		      END_LIMIT, "phase shutdown: all results are in, but no "
		      "power-off");
	offer_step(s, l);
	if (s->panic_at)
		offer(l, s->panic_at, GRACE, END_DEATH_TEXT, "no stop");
	if (closed_at)
		offer(l, closed_at, GRACE, END_CLOSED, "no exit");
}
