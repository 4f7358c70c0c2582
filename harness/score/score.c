// SPDX-License-Identifier: GPL-2.0
/*
 * Scores while the guest runs, by connecting the parsers. Console bytes go to
 * the script and, line by line, to the crash matcher and (score = ktap) the
 * KTAP parser; result records go to the KTAP parser. All bytes are a guest's;
 * what is kept of them is bounded.
 */
#include "lib/contract.h"
#include "lib/text.h"
#include "lib/value.h"
#include "score/inner.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const phase_names[PHASES] = {
	[PHASE_LOAD] = "load",	   [PHASE_EARLY_BOOT] = "early boot",
	[PHASE_BOOT] = "boot",	   [PHASE_INIT] = "init",
	[PHASE_TEST] = "test",	   [PHASE_SHUTDOWN] = "shutdown",
};

const char *phase_name(enum phase p)
{
	return phase_names[p];
}

static void phase_enter(struct score *s, enum phase p)
{
	if (p <= s->phase && s->phase_at[s->phase])
		return;
	s->phase = p;
	if (!s->phase_at[p])
		s->phase_at[p] = s->now ? s->now : 1;
}

/* --- KTAP, from the log or from records --- */

static void on_plan(void *ctx, unsigned n, const char *skip)
{
	struct score *s = ctx;

	s->plan = n;
	for (int i = 0; i < KTAP_LEVELS; i++)
		s->level_first[i] = s->n_tests;
	s->plan_skip = skip != NULL;
	/* Here, because another document may follow. */
	if (!n && !skip)
		score_error(s, "the plan has no tests");
	text_copy(s->plan_reason, sizeof(s->plan_reason), skip ? skip : "");
	if (s->suite->score == SCORE_KTAP) {
		s->reached = s->reached || n;
		s->result_at = s->progress_at = s->now;
		phase_enter(s, PHASE_TEST);
	}
}

static void test_start(struct score *s, const char *name)
{
	score_diag_reset(s);
	s->running = score_test_new(s, name);
	s->progress_at = s->now;
	phase_enter(s, PHASE_TEST);
}

static void on_diag(void *ctx, const char *text)
{
	struct score *s = ctx;
	const char *name = text_after(text, INIT_TEST);

	if (s->suite->score == SCORE_RECORDS && name)
		test_start(s, name);
	else
		score_diag_add(s, text);
}

static enum verdict result_verdict(const struct ktap_result *r)
{
	switch (r->directive) {
	case KTAP_SKIP:
		return VERDICT_SKIP;
	case KTAP_XFAIL:
		return VERDICT_XFAIL;
	case KTAP_TODO:
		return r->ok ? VERDICT_PASS : VERDICT_XFAIL;
	case KTAP_TIMEOUT:
	case KTAP_ERROR:
		return VERDICT_FAIL;
	default:
		return r->ok && !r->liar ? VERDICT_PASS : VERDICT_FAIL;
	}
}

/* Finds the test that a result is for. */
static struct test *result_test(struct score *s, const struct ktap_result *r)
{
	struct test *t;
	char text[2 * SCORE_NAME + 80];

	if (s->suite->score == SCORE_RECORDS && r->level == 0) {
		t = s->running;
		if (t && !strcmp(t->name, r->path))
			return t;
		snprintf(text, sizeof(text), "result of \"%s\" where %s%.300s",
			 r->path, t ? "the result of " : "no test was started",
			 t ? t->name : "");
		score_error(s, text);
	}
	t = score_test_new(s, r->path);
	if (t)
		t->start = s->result_at;
	return t;
}

/* A group that agrees with its subtests adds nothing. */
static bool adds_nothing(const struct score *s, const struct ktap_result *r,
			 enum verdict v)
{
	if (!r->group || r->cut || score_crash_pending(s) ||
	    (s->suite->score == SCORE_RECORDS && !r->level))
		return false;
	return v != VERDICT_FAIL ||
	       (!r->ok && r->children_failed && r->directive == KTAP_PLAIN);
}

static void fail_reason(const struct score *s, const struct ktap_result *r,
			char *out, size_t size)
{
	const char *more = r->cut ? r->cut : r->reason, *second;
	char last[300];

	if (r->liar && r->children_failed)
		snprintf(out, size,
			 "says ok although %u of its subtests failed",
			 r->children_failed);
	else if (r->liar)
		snprintf(out, size, "says ok although it %s",
			 r->cut ? r->cut : "bailed out");
	else if (r->directive == KTAP_TIMEOUT)
		snprintf(out, size, "timed out%s%s", *r->reason ? ": " : "",
			 r->reason);
	else if (r->group && !r->children_failed && !r->cut)
		snprintf(out, size, "not ok although no subtest failed%s%s",
			 *more ? ": " : "", more);
	else if (r->directive != KTAP_PLAIN && *r->reason)
		text_copy(out, size, r->reason);
	else {
		score_diag_last(s, last, sizeof(last));
		/* r->cut says why, then. */
		if (r->cut && !strncasecmp(last, "Bail out!", 9))
			*last = '\0';
		second = !r->cut ? "" : *last ? r->cut : r->reason;
		snprintf(out, size, "%s%s%s", *last ? last : more,
			 *second ? "; " : "", second);
	}
	if (!out[0])
		text_copy(out, size, "not ok");
}

static void close_test(struct score *s, struct test *t,
		       const struct ktap_result *r, enum verdict v)
{
	char reason[600] = "";

	if (v == VERDICT_FAIL)
		fail_reason(s, r, reason, sizeof(reason));
	else if (r->directive != KTAP_PLAIN)
		text_copy(reason, sizeof(reason), *r->reason || !r->cut ?
						  r->reason : r->cut);
	/* What follows the "#" is not part of the name but diagnostics. */
	if (r->directive == KTAP_PLAIN && *r->reason)
		score_diag_add(s, r->reason);
	score_test_close(s, t, v, reason);
}

static void on_result(void *ctx, const struct ktap_result *r)
{
	struct score *s = ctx;
	enum verdict v = result_verdict(r);
	struct test *t;

	phase_enter(s, PHASE_TEST);
	if (!r->level) {
		s->top_results++;
		cross_record(&s->cross, s->ktap.level[0].count, r);
	}
	if (r->was)
		score_tests_rename(s, s->level_first[r->level], r->was,
				   r->path);
	/* Kernels that know no filter run the others as well. */
	if (!suite_wants(s->suite, r->path)) {
		score_crash_settle(s, r->path);
		score_diag_reset(s);
		s->result_at = s->progress_at = s->now;
	} else if (adds_nothing(s, r, v)) {
		score_diag_reset(s);
	} else if ((t = result_test(s, r))) {
		score_crash_settle(s, t->name);
		close_test(s, t, r, v);
		if (s->suite->score == SCORE_KTAP && ktap_complete(&s->ktap))
			phase_enter(s, PHASE_SHUTDOWN);
	}
	for (int i = r->level; i < KTAP_LEVELS; i++)
		s->level_first[i] = s->n_tests;
}

/* A YAML block comes after its result. */
static void on_yaml(void *ctx, const char *text)
{
	score_test_more(ctx, text);
}

static void on_ktap_error(void *ctx, const char *text)
{
	score_error(ctx, text);
}

static void on_bail_out(void *ctx, const char *reason)
{
	struct score *s = ctx;
	char text[300];

	snprintf(text, sizeof(text), "bailed out: %.200s", reason);
	score_error(s, text);
}

static const struct ktap_ops ktap_ops = {
	.plan = on_plan,
	.diag = on_diag,
	.yaml = on_yaml,
	.result = on_result,
	.error = on_ktap_error,
	.bail_out = on_bail_out,
};

/* --- records --- */

static void end_record(struct score *s, const char *count)
{
	char text[200];

	s->ended = true;
	if (value_number(count, UINT_MAX, &s->end_count)) {
		snprintf(text, sizeof(text),
			 "END record says \"%.60s\", not a number", count);
		score_error(s, text);
	}
	if (s->running) {
		snprintf(text, sizeof(text), "test %.120s has no result",
			 s->running->name);
		score_error(s, text);
		score_test_close(s, s->running, VERDICT_ERROR, "no result");
	}
	s->progress_at = s->now;
	phase_enter(s, PHASE_SHUTDOWN);
}

static void on_record(void *ctx, const char *text)
{
	const char *count = text_after(text, RECORD_END);
	struct score *s = ctx;
	char what[160];

	if (s->ended) {
		score_error(s, "a record after the END record");
	} else if (count) {
		end_record(s, count);
	} else if (s->running && (text_after(text, RECORD_COMMENT) ||
				  !strcmp(text, "#"))) {
		/* Output of the test, which may look like TAP. */
		score_diag_add(s, text + 1 + (text[1] == ' '));
	} else if (!ktap_line(&s->ktap, text)) {
		snprintf(what, sizeof(what),
			 "a record that is not KTAP: \"%.80s\"", text);
		score_error(s, what);
	}
}

static void on_record_error(void *ctx, const char *what)
{
	score_error(ctx, what);
}

/* --- the log console --- */

/* What init says about itself, after INIT_SAYS. */
static void init_line(struct score *s, const char *p)
{
	const char *test = text_after(p, INIT_TEST);

	if (text_after(p, INIT_STARTED)) {
		if (!s->init_at)
			s->init_at = s->now;
		phase_enter(s, PHASE_INIT);
	} else if (test) {
		text_copy(s->marker, sizeof(s->marker), test);
		s->marked = true;
	} else if (text_after(p, INIT_POWERS_OFF)) {
		s->marker[0] = '\0';
	}
}

static void console_phase(struct score *s, const char *p)
{
	const char *said = text_after(p, INIT_SAYS);

	if (said)
		init_line(s, said);
	else if (s->phase >= PHASE_INIT)
		return;
	else if (text_after(p, "Run ") && strstr(p, " as init process"))
		phase_enter(s, PHASE_INIT);
	else if (text_after(p, "devtmpfs: initialized") ||
		 text_after(p, "clocksource: jiffies:") ||
		 text_after(p, "NET: Registered "))
		phase_enter(s, PHASE_BOOT);
	else
		phase_enter(s, PHASE_EARLY_BOOT);
}

static void console_crash(struct score *s, enum crash_event e)
{
	if (e == CRASH_NEW)
		score_crash_new(s);
	else
		score_crash_titled(s);
}

/* Is there anything to show but the '?' of cleaned bytes? */
static bool tells(const char *line)
{
	while (*line == ' ' || *line == '?')
		line++;
	return *line;
}

static void console_line(void *ctx, const char *raw, size_t len, bool cut)
{
	struct score *s = ctx;
	char line[LINE_LEN + 1];
	struct text_line t;
	enum crash_event e;

	text_console(&t, line, raw, len, s->console.piece, cut);
	if (!t.middle)
		console_phase(s, t.text);
	e = crash_line(&s->crash, &t);
	/* A report's title says more than its last register. */
	if (tells(line) && (!s->crash.open || e == CRASH_NEW))
		text_copy(s->last_line, sizeof(s->last_line), line);
	if (e != CRASH_NOTHING)
		console_crash(s, e);
	if (s->suite->score == SCORE_KTAP)
		ktap_console(&s->ktap, &t);
	else if (s->suite->score == SCORE_RECORDS)
		cross_console(&s->cross, &t);
}

/* --- script --- */

static void on_send(void *ctx, const unsigned char *text, size_t len)
{
	struct score *s = ctx;

	s->send(s->send_ctx, text, len);
}

static void step_close(struct score *s, unsigned i, enum verdict v,
		       const char *reason)
{
	char name[SCORE_NAME];
	struct test *t;

	script_name(&s->script, i, name, sizeof(name));
	t = score_test_new(s, name);
	if (!t)
		return;
	t->start = s->step_at ? s->step_at : s->init_at;
	score_test_close(s, t, v, reason);
}

static void on_met(void *ctx, unsigned i)
{
	struct score *s = ctx;

	phase_enter(s, PHASE_TEST);
	step_close(s, i, VERDICT_PASS, NULL);
	s->step_at = s->now;
	s->reached = true;
	for (i++; i < s->suite->n_steps; i++)
		if (!s->suite->steps[i].send)
			return;
	if (s->suite->score == SCORE_SCRIPT)
		phase_enter(s, PHASE_SHUTDOWN);
}

void score_step_late(struct score *s, uint64_t now)
{
	const struct script_step *step = script_step(&s->script);
	char reason[SCORE_REASON], limit[40];
	bool heard = s->script.heard, reached = s->reached;

	s->now = now;
	if (!step)
		return;
	if (s->console.len)
		text_clean(s->last_line, sizeof(s->last_line), s->console.buf,
			   s->console.len);
	text_seconds(limit, sizeof(limit), step->limit);
	snprintf(reason, sizeof(reason), "%s:%u: not seen within %s; %s: \"%s\"",
		 s->suite->file, step->line, limit,
		 heard ? "last line" : "silence since the line", s->last_line);
	step_close(s, s->script.at, heard ? VERDICT_FAIL : VERDICT_HANG,
		   reason);
	s->reached = reached;
	s->script.at = s->script.n;
}

static const struct script_ops script_ops = {
	.send = on_send,
	.met = on_met,
};

/* --- interface --- */

void score_init(struct score *s, const struct suite *suite,
	       const struct score_ops *ops, void *ctx)
{
	memset(s, 0, sizeof(*s));
	s->suite = suite;
	s->ops = ops;
	s->ctx = ctx;
	s->plan = -1;
	lines_init(&s->console, console_line, s);
	crash_init(&s->crash);
	ktap_init(&s->ktap, &ktap_ops, s);
	cross_init(&s->cross);
	records_init(&s->records, on_record, on_record_error, s);
	script_init(&s->script, suite->steps, suite->n_steps, &script_ops, s);
}

void score_free(struct score *s)
{
	for (unsigned i = 0; i < s->n_tests; i++) {
		free(s->tests[i].name);
		free(s->tests[i].reason);
		free(s->tests[i].log);
	}
	free(s->tests);
	for (unsigned i = 0; i < s->n_errors; i++)
		free(s->errors[i]);
	free(s->diag);
}

void score_start(struct score *s, score_send_fn *send, void *send_ctx)
{
	s->send = send;
	s->send_ctx = send_ctx;
	script_start(&s->script);
}

void score_console(struct score *s, const char *data, size_t n, uint64_t now)
{
	s->now = now;
	s->console_bytes += n;
	lines_feed(&s->console, data, n);
	phase_enter(s, PHASE_EARLY_BOOT);
	script_feed(&s->script, data, n);
}

void score_records(struct score *s, const char *data, size_t n, uint64_t now)
{
	s->now = now;
	records_feed(&s->records, data, n);
}

const char *score_running(const struct score *s, char *buf, size_t size)
{
	const struct script_step *step = script_step(&s->script);

	if (s->phase != PHASE_TEST)
		return NULL;
	if (s->running) {
		text_copy(buf, size, s->running->name);
	} else if (s->suite->score == SCORE_KTAP && s->n_tests) {
		snprintf(buf, size, "the one after %s",
			 s->tests[s->n_tests - 1].name);
	} else if (step && s->reached) {
		script_name(&s->script, s->script.at, buf, size);
	} else {
		return NULL;
	}
	return buf;
}

void score_end(struct score *s, const struct ending *e, uint64_t now)
{
	s->now = now;
	s->ending = *e;
	lines_end(&s->console);
	records_end(&s->records);
	ktap_end(&s->ktap);
}
