// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict on one guest once it is gone. A pass needs a power-off that the
 * launcher saw, a complete plan, the END record (score = records), no crash
 * title anywhere in the log and at least one test. When the guest crashed or
 * hung, missing and garbled results are its consequences and do not turn the
 * verdict into an error. All it judges by is a guest's word, except how it
 * ended.
 */
#include "lib/contract.h"
#include "lib/text.h"
#include "score/inner.h"
#include "score/outcome.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct judgement {
	enum verdict verdict;	/* PASS: nothing speaks against it */
	char reason[SCORE_REASON];
};

/* Keeps the worst, and the first of equals. */
static void __attribute__((format(printf, 3, 4)))
accuse(struct judgement *j, enum verdict v, const char *fmt, ...)
{
	va_list ap;

	if (v <= j->verdict)
		return;
	j->verdict = v;
	va_start(ap, fmt);
	vsnprintf(j->reason, sizeof(j->reason), fmt, ap);
	va_end(ap);
}

/* The launcher's message without its name. */
static const char *launcher_word(const char *text)
{
	const char *word = text_after(text, LGUEST_SAYS);

	return word ? word : text;
}

/* The first crash title that is not the panic itself, or NULL. */
static const struct crash_note *first_crash(const struct score *s)
{
	for (unsigned i = 0; i < s->n_crashes; i++)
		if (!text_after(s->crashes[i].title, "Kernel panic") &&
		    !score_crash_allowed(s, &s->crashes[i]))
			return &s->crashes[i];
	return NULL;
}

/* The first panic, or with counts the first that counts; NULL: none. */
static const char *panic_title(const struct score *s, bool counts)
{
	for (unsigned i = 0; i < s->n_crashes; i++) {
		const struct crash_note *c = &s->crashes[i];

		if (text_after(c->title, "Kernel panic") &&
		    !(counts && score_crash_allowed(s, c)))
			return c->title;
	}
	return NULL;
}

bool score_powered_off(const struct score *s)
{
	if (s->ending.how != END_EXIT)
		return false;
	return s->ending.number == LGUEST_POWEROFF ||
	       (s->ending.number == LGUEST_PANIC && panic_title(s, false) &&
		!panic_title(s, true));
}

/* What the launcher says with an exit status; NULL: that is no guest's death. */
static const char *death_sentence(int status)
{
	switch (status) {
	case LGUEST_PANIC:
		return LGUEST_SAYS_PANIC;
	case LGUEST_KILLED:
		return LGUEST_SAYS_KILLED;
	case LGUEST_RESTART:
		return LGUEST_SAYS_RESTART;
	default:
		return NULL;
	}
}

/* How the guest died: the launcher's last words, if they fit its status. */
static const char *death_word(const struct score *s)
{
	const char *sentence = death_sentence(s->ending.number);
	const char *text = launcher_word(s->ending.text);

	return sentence && text_after(text, sentence) ? text : sentence;
}

const char *score_death(const struct score *s)
{
	if (s->ending.how != END_EXIT ||
	    (s->ending.number == LGUEST_PANIC && panic_title(s, false)))
		return NULL;
	return death_word(s);
}

static void exit_status(const struct score *s, struct judgement *j)
{
	const struct crash_note *c = first_crash(s);
	const char *death = death_word(s), *text;

	if (score_powered_off(s))
		return;
	if (death && c) {
		accuse(j, VERDICT_CRASH, "%s, then %s", c->title, death);
	} else if (death) {
		accuse(j, VERDICT_CRASH, "%s", death);
	} else {
		text = launcher_word(s->ending.text);
		accuse(j, VERDICT_ERROR, "launcher exit status %d: %s",
		       s->ending.number, *text ? text : "(it said nothing)");
	}
}

const char *busy_word(int busy)
{
	if (busy < 0)
		return "";
	return busy >= 50 ? "spinning" : "halted";
}

/* In a saved log, only a panic surely was the end. */
static void saved_log(const struct score *s, struct judgement *j)
{
	const struct crash_note *c = first_crash(s);
	const char *panic = panic_title(s, true);

	if (panic && c)
		accuse(j, VERDICT_CRASH, "%s, then %s", c->title, panic);
	else if (panic)
		accuse(j, VERDICT_CRASH, "%s", panic);
}

const char *score_title(const struct score *s)
{
	const struct crash_note *c = first_crash(s);

	return c ? c->title : panic_title(s, true);
}

/* Why the guest is gone, if not by powering off. */
static struct judgement cause(const struct score *s)
{
	struct judgement j = { VERDICT_PASS, "" };
	const struct ending *e = &s->ending;
	const struct crash_note *c = first_crash(s);

	switch (e->how) {
	case END_EXIT:
		exit_status(s, &j);
		break;
	case END_SIGNAL:
		accuse(&j, VERDICT_ERROR, "the launcher died of signal %d (%s)",
		       e->number, strsignal(e->number));
		break;
	case END_LIMIT:
		accuse(&j, VERDICT_HANG, "%s%s%s%s%s", e->text,
		       e->busy < 0 ? "" : "; ", busy_word(e->busy),
		       *e->where ? " " : "", e->where);
		break;
	case END_DEATH_TEXT:
		if (!c && s->n_crashes)
			c = &s->crashes[s->n_crashes - 1];
		accuse(&j, VERDICT_CRASH, "%s, and the guest did not stop",
		       c ? c->title : "Kernel panic");
		break;
	case END_STOPPED:
		/* The step that it waited for has its verdict. */
		break;
	case END_CLOSED:
		accuse(&j, VERDICT_ERROR,
		       "the launcher closed the console and went on");
		break;
	case END_INTERRUPTED:
		accuse(&j, VERDICT_ERROR, "interrupted");
		break;
	case END_LOG:
		saved_log(s, &j);
		break;
	}
	return j;
}

/* Crash reports that no test stands for. */
static void unclaimed_crashes(const struct score *s, struct judgement *j)
{
	for (unsigned i = 0; i < s->n_crashes; i++) {
		const struct crash_note *c = &s->crashes[i];

		if (!c->counted && !score_crash_allowed(s, c))
			accuse(j, VERDICT_CRASH, "%s (during %s)", c->title,
			       phase_name(c->phase));
	}
	if (s->lost_crashes)
		accuse(j, VERDICT_CRASH, SCORE_LOST_CRASHES);
}

/* The records against each other and against the suite's own plan. */
static void records_whole(const struct score *s, struct judgement *j)
{
	const struct suite *suite = s->suite;
	unsigned got = s->top_results;
	char what[200];

	if (!s->ended)
		accuse(j, VERDICT_ERROR,
		       "no END record: results end after %u of %d tests", got,
		       s->plan);
	else if (s->end_count != got)
		accuse(j, VERDICT_ERROR,
		       "the END record counts %u tests, but %u gave results",
		       s->end_count, got);
	if (cross_differs(&s->cross, what, sizeof(what)))
		accuse(j, VERDICT_ERROR, "%s", what);
	if (!suite->n_tests)
		return;
	if (s->plan >= 0 && (unsigned)s->plan != suite->n_tests)
		accuse(j, VERDICT_ERROR,
		       "the guest's plan is 1..%d, the suite has %u tests",
		       s->plan, suite->n_tests);
	for (unsigned i = 0; i < suite->n_tests && i < s->n_tests; i++)
		if (strcmp(s->tests[i].name, suite->tests[i].name))
			accuse(j, VERDICT_ERROR,
			       "test %u is \"%.100s\", the suite has \"%s\"",
			       i + 1, s->tests[i].name, suite->tests[i].name);
}

static bool has_match(const struct score *s, const char *pattern)
{
	for (unsigned i = 0; i < s->n_tests; i++)
		if (suite_pattern_wants(pattern, s->tests[i].name))
			return true;
	return false;
}

/* Checks all that must be there after a clean power-off. */
static void completeness(const struct score *s, struct judgement *j)
{
	const struct script_step *step = script_step(&s->script);
	const struct suite_splat *lost;
	char name[SCORE_NAME];

	if (step) {
		script_name(&s->script, s->script.at, name, sizeof(name));
		accuse(j, VERDICT_ERROR, "powered off before the script's %s",
		       name);
	}
	if (s->suite->score == SCORE_SCRIPT)
		return;
	if (!s->ktap.started) {
		accuse(j, VERDICT_ERROR, s->ending.how == END_LOG ?
		       "no results in the log" : "powered off with no results");
		return;
	}
	for (unsigned i = 0; i < s->suite->n_only; i++)
		if (!has_match(s, s->suite->only[i]))
			accuse(j, VERDICT_ERROR,
			       "no test of this kernel matches %.200s; lgcheck run %s shows what there is",
			       s->suite->only[i], s->suite->name);
	lost = s->suite->part || s->suite->n_only || s->plan_skip ? NULL :
		score_splat_lost(s);
	if (lost)
		accuse(j, VERDICT_ERROR,
		       "no test of name %.200s, which must report \"%.200s\"",
		       lost->test, lost->text);
	if (s->plan == 0 && s->plan_skip)
		accuse(j, VERDICT_SKIP, "%s", s->plan_reason);
	if (s->plan < 0 && !s->n_errors)
		accuse(j, VERDICT_ERROR, "results without a plan");
	if (s->suite->score == SCORE_RECORDS)
		records_whole(s, j);
}

/* Adds what a reader needs who sees only the reason. */
static void add_place(const struct score *s, struct judgement *j)
{
	size_t n = strlen(j->reason);

	if (j->verdict < VERDICT_CRASH)
		return;
	if (!s->reached)
		n += snprintf(j->reason + n, sizeof(j->reason) - n,
			      "; never reached the first test, phase: %s",
			      phase_name(s->phase));
	if (n >= sizeof(j->reason))
		return;
	if (!s->reached || j->verdict == VERDICT_HANG ||
	    s->ending.how == END_LOG)
		snprintf(j->reason + n, sizeof(j->reason) - n,
			 s->last_line[0] ? "; last line: \"%s\"" :
					   "; not a line on the console",
			 s->last_line);
}

/* The reason of a suite whose tests failed it. */
static void blame_tests(const struct score *s, struct judgement *j)
{
	enum verdict v = verdict_of(&s->count);
	unsigned more = s->count.n[v];

	if (!s->n_tests || v <= j->verdict)
		return;
	for (unsigned i = 0; i < s->n_tests; i++) {
		const struct test *t = &s->tests[i];

		if (t->verdict != v || v < VERDICT_FAIL)
			continue;
		if (more > 1)
			accuse(j, v, "%u tests, first %.100s: %s", more,
			       t->name, t->reason ? t->reason : "no reason");
		else
			accuse(j, v, "%.200s: %s", t->name,
			       t->reason ? t->reason : "no reason");
		return;
	}
	accuse(j, v, "%s", "");
}

/*
 * Judges a guest that ran to its end. What is garbled or missing after a crash
 * may be its consequence: it is noted, and the verdict stays CRASH.
 */
static void judge_results(struct score *s, struct judgement *j)
{
	struct judgement whole = { VERDICT_PASS, "" };
	bool crashed = j->verdict >= VERDICT_CRASH ||
		       s->count.n[VERDICT_CRASH] || s->count.n[VERDICT_HANG];

	if (s->n_errors)
		accuse(&whole, VERDICT_ERROR, "%s", s->errors[0]);
	completeness(s, &whole);
	if (!s->n_tests && !s->plan_skip)
		accuse(&whole, VERDICT_ERROR, "no test result");
	if (!crashed) {
		accuse(j, whole.verdict, "%s", whole.reason);
	} else if (whole.verdict == VERDICT_ERROR) {
		s->incomplete = true;
		if (!s->n_errors)
			score_error(s, whole.reason);
	}
}

void score_judge(struct score *s)
{
	struct judgement j = cause(s);
	bool clean = j.verdict == VERDICT_PASS &&
		     (s->ending.how == END_EXIT || s->ending.how == END_LOG);

	if (s->running) {
		struct test *t = s->running;

		if (clean)
			score_test_close(s, t, VERDICT_ERROR,
					 "no result, and the guest powered off");
		else
			score_test_close(s, t, j.verdict, j.reason);
		s->victim = clean ? NULL : t;
	}
	score_splats_missing(s);
	unclaimed_crashes(s, &j);
	memset(&s->count, 0, sizeof(s->count));
	for (unsigned i = 0; i < s->n_tests; i++)
		verdict_add(&s->count, s->tests[i].verdict);
	if (clean)
		judge_results(s, &j);
	if (s->ending.how == END_STOPPED && verdict_of(&s->count) < VERDICT_FAIL)
		accuse(&j, VERDICT_ERROR,
		       "the script was not played to its end");
	add_place(s, &j);
	blame_tests(s, &j);
	s->verdict = j.verdict;
	text_copy(s->reason, sizeof(s->reason), j.reason);
}

/* --- what was expected --- */

void outcome_judge(struct outcome *o, enum verdict v, bool reached,
		   const char *reason)
{
	const struct suite_expect *e = &o->suite->expect;
	bool match;

	o->actual = v;
	o->actual_status = verdict_status(v, reached);
	text_copy(o->actual_reason, sizeof(o->actual_reason), reason);
	o->verdict = o->actual;
	o->status = o->actual_status;
	text_copy(o->reason, sizeof(o->reason), o->actual_reason);
	if (o->as_is || !e->set)
		return;
	match = o->actual == e->verdict &&
		(!e->reason || strstr(o->actual_reason, e->reason)) &&
		(e->status < 0 || e->status == o->actual_status);
	if (match) {
		o->verdict = VERDICT_PASS;
		o->status = STATUS_PASSED;
		snprintf(o->reason, sizeof(o->reason), "%s as expected: %.600s",
			 verdict_name(o->actual), o->actual_reason);
	} else if (o->actual != VERDICT_ERROR) {
		o->verdict = VERDICT_FAIL;
		o->status = STATUS_FAILED;
		snprintf(o->reason, sizeof(o->reason),
			 "expected %s%s%.200s, is %s (exit %d): %.400s",
			 verdict_name(e->verdict), e->reason ? ": " : "",
			 e->reason ? e->reason : "", verdict_name(o->actual),
			 o->actual_status, o->actual_reason);
	}
}
