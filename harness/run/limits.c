// SPDX-License-Identifier: GPL-2.0
/*
 * Finds the next time limit of a guest. All times are the harness's own; the
 * guest can only use them up.
 */
#include "run/limits.h"

#include "lib/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* How long a guest that panicked or closed its console may take to end. */
#define GRACE UINT64_C(3000000000)

struct offers {
	struct limit_clock *clock;
	struct limit *l;
};

/* By the clock: the limit, and what the guest has waited since it began. */
static uint64_t wall_span(struct limit_clock *c, enum limit_of of,
			  uint64_t since, uint64_t span)
{
	uint64_t waited;

	if (of == LIMITS)
		return span;
	if (c->since[of] != since) {
		c->since[of] = since;
		c->before[of] = c->waited;
	}
	waited = c->waited - c->before[of];
	if (waited / span >= c->factor)
		return span * c->factor;
	waited += span;
	return waited < span * c->factor ? waited : span * c->factor;
}

/* of: LIMITS for a limit in clock time. */
static void __attribute__((format(printf, 6, 7)))
offer(struct offers *o, enum limit_of of, uint64_t since, uint64_t span,
      enum end_how how, const char *fmt, ...)
{
	uint64_t wall = wall_span(o->clock, of, since, span);
	char what[360], time[40], more[80] = "";
	struct limit *l = o->l;
	va_list ap;

	if (since + wall >= l->at)
		return;
	l->at = since + wall;
	l->how = how;
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	text_seconds(time, sizeof(time), wall);
	if (wall > span + span / 4)
		snprintf(more, sizeof(more),
			 " of its own time (%s by the clock)", time);
	text_seconds(time, sizeof(time), span);
	snprintf(l->text, sizeof(l->text), "%s within %s%s", what, time, more);
}

static void offer_test(const struct suite *suite, const struct score *s,
		       struct offers *o)
{
	char name[SCORE_NAME];

	if (s->running)
		offer(o, LIMIT_TEST, s->running->start, suite->test_timeout,
		      END_LIMIT, "test %.200s: no result", s->running->name);
	else if (s->suite->score != SCORE_SCRIPT)
		offer(o, LIMIT_TEST, s->progress_at, suite->test_timeout,
		      END_LIMIT, "%.200s: no next result",
		      score_running(s, name, sizeof(name)) ? name : "test");
}

static void offer_step(const struct score *s, struct offers *o)
{
	const struct script_step *step = script_step(&s->script);
	uint64_t since = s->step_at ? s->step_at : s->init_at;

	if (step && since)
		offer(o, LIMIT_STEP, since, step->limit, END_STOPPED,
		      "script step");
}

void limits_next(const struct suite *suite, const struct score *s,
		 uint64_t closed_at, struct limit_clock *clock,
		 struct limit *l)
{
	struct offers o = { clock, l };

	l->at = UINT64_MAX;
	offer(&o, LIMIT_WHOLE, 0, suite->timeout, END_LIMIT,
	      "phase %s: no end", phase_name(s->phase));
	if (s->phase < PHASE_TEST)
		offer(&o, LIMIT_BOOT, 0, suite->boot_timeout, END_LIMIT,
		      "phase %s: no test", phase_name(s->phase));
	if (s->phase == PHASE_TEST)
		offer_test(suite, s, &o);
	if (s->phase == PHASE_SHUTDOWN)
		offer(&o, LIMIT_SHUTDOWN, s->phase_at[PHASE_SHUTDOWN],
		      suite->shutdown_timeout, END_LIMIT,
		      "phase shutdown: all results are in, but no power-off");
	offer_step(s, &o);
	if (s->panic_at)
		offer(&o, LIMITS, s->panic_at, GRACE, END_DEATH_TEXT,
		      "no stop");
	if (closed_at)
		offer(&o, LIMITS, closed_at, GRACE, END_CLOSED, "no exit");
}
