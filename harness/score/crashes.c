// SPDX-License-Identifier: GPL-2.0
/*
 * The score's crashes: whose they are, and which of them count.  Titles and
 * names are a guest's: cut to size and printable when they get here.
 */
#include "score/inner.h"

#include "lib/text.h"
#include "suite/splats.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* --- which count --- */

static bool is_splat(const struct suite_splat *splat, const char *test,
		     const struct crash_note *c)
{
	return splat_of(splat, test) && splat_fits(c->title, splat->text);
}

bool score_crash_allowed(const struct score *s, const struct crash_note *c)
{
	if (c->allowed)
		return true;
	for (unsigned i = 0; c->test[0] && i < s->suite->n_splats; i++)
		if (is_splat(&s->suite->splats[i], c->test, c))
			return true;
	return false;
}

/* Of its test, and of the others of this name. */
static bool is_seen(const struct score *s, const char *test,
		    const struct suite_splat *splat)
{
	for (unsigned i = 0; i < s->n_crashes; i++)
		if (!strcmp(s->crashes[i].test, test) &&
		    is_splat(splat, test, &s->crashes[i]))
			return true;
	return false;
}

void score_splats_missing(struct score *s)
{
	char reason[SCORE_REASON];

	for (unsigned i = 0; i < s->n_tests; i++) {
		struct test *t = &s->tests[i];

		for (unsigned k = 0; k < s->suite->n_splats; k++) {
			const struct suite_splat *splat = &s->suite->splats[k];

			if (t->verdict != VERDICT_PASS ||
			    !splat_of(splat, t->name) ||
			    is_seen(s, t->name, splat))
				continue;
			snprintf(reason, sizeof(reason),
				 "must report \"%.300s\", and did not",
				 splat->text);
			score_test_close(s, t, VERDICT_FAIL, reason);
		}
	}
}

const struct suite_splat *score_splat_lost(const struct score *s)
{
	unsigned t;

	for (unsigned i = 0; i < s->suite->n_splats; i++) {
		for (t = 0; t < s->n_tests; t++)
			if (splat_of(&s->suite->splats[i], s->tests[t].name))
				break;
		if (t == s->n_tests)
			return &s->suite->splats[i];
	}
	return NULL;
}

/* --- whose they are --- */

static void crash_title(struct score *s, struct crash_note *c)
{
	const struct suite *suite = s->suite;

	text_copy(c->title, sizeof(c->title), s->crash.title);
	c->allowed = false;
	for (unsigned i = 0; i < suite->n_allows && !c->allowed; i++)
		c->allowed = splat_fits(c->title, suite->allows[i]);
}

void score_crash_titled(struct score *s)
{
	if (s->n_crashes && !s->lost_crashes)
		crash_title(s, &s->crashes[s->n_crashes - 1]);
}

/*
 * Finds the test that a crash belongs to. If init names its tests on this
 * console, go by that: records may come later than what the console shows.
 */
static void crash_owner(struct score *s, struct crash_note *c)
{
	const struct script_step *step = script_step(&s->script);

	switch (s->suite->score) {
	case SCORE_RECORDS:
		if (s->marker[0])
			text_copy(c->test, sizeof(c->test), s->marker);
		else if (s->running && !s->marked)
			text_copy(c->test, sizeof(c->test), s->running->name);
		break;
	case SCORE_KTAP:
		c->pending = s->ktap.started && !ktap_complete(&s->ktap);
		break;
	case SCORE_SCRIPT:
		if (step && s->reached)
			script_name(&s->script, s->script.at, c->test,
				    sizeof(c->test));
		break;
	}
}

/* A crash that is allowed, or that another one repeats, may be dropped. */
static bool crash_spare(const struct score *s, unsigned i)
{
	const struct crash_note *c = &s->crashes[i];

	if (c->allowed)
		return true;
	for (unsigned k = i + 1; k < s->n_crashes; k++)
		if (!strcmp(s->crashes[k].title, c->title) &&
		    !strcmp(s->crashes[k].test, c->test) &&
		    s->crashes[k].counted == c->counted &&
		    s->crashes[k].pending == c->pending)
			return true;
	return false;
}

/* Makes room for one more, as long as none was lost. */
static bool crashes_room(struct score *s)
{
	unsigned i = 0;

	if (s->n_crashes < SCORE_CRASHES)
		return true;
	while (!s->lost_crashes && i < s->n_crashes && !crash_spare(s, i))
		i++;
	if (s->lost_crashes || i == s->n_crashes)
		return false;
	memmove(&s->crashes[i], &s->crashes[i + 1],
		(--s->n_crashes - i) * sizeof(*s->crashes));
	return true;
}

void score_crash_new(struct score *s)
{
	struct crash_note *c;

	if (text_after(s->crash.title, "Kernel panic"))
		s->panic_at = s->now ? s->now : 1;
	if (!crashes_room(s)) {
		s->lost_crashes++;
		return;
	}
	c = &s->crashes[s->n_crashes++];
	memset(c, 0, sizeof(*c));
	crash_title(s, c);
	c->phase = s->phase;
	c->at = s->now;
	crash_owner(s, c);
	if (!c->test[0])
		return;
	/* We may have read its result before the log. */
	for (unsigned i = s->n_tests; i-- > 0;) {
		struct test *t = &s->tests[i];

		if (strcmp(t->name, c->test))
			continue;
		if (t->done && t->verdict < VERDICT_CRASH &&
		    !score_crash_allowed(s, c))
			score_test_close(s, t, t->verdict, t->reason);
		return;
	}
}

bool score_crash_pending(const struct score *s)
{
	for (unsigned i = 0; i < s->n_crashes; i++)
		if (s->crashes[i].pending &&
		    !score_crash_allowed(s, &s->crashes[i]))
			return true;
	return false;
}

/* A KTAP result came: crashes since the one before belong to it. */
void score_crash_settle(struct score *s, const char *test)
{
	for (unsigned i = 0; i < s->n_crashes; i++) {
		struct crash_note *c = &s->crashes[i];

		if (!c->pending)
			continue;
		c->pending = false;
		text_copy(c->test, sizeof(c->test), test);
	}
}
