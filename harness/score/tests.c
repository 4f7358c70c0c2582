// SPDX-License-Identifier: GPL-2.0
/*
 * The score's tests, their diagnostics, and the crashes that belong to them.
 * Names and texts are a guest's: cut to size and printable when they get here.
 */
#include "lib/text.h"
#include "lib/utf8.h"
#include "score/inner.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIAG_MAX 8192
/* For all tests together. */
#define LOGS_MAX (16u << 20)

void score_error(struct score *s, const char *text)
{
	if (s->n_errors < SCORE_ERRORS)
		s->errors[s->n_errors] = strdup(text);
	if (s->n_errors < SCORE_ERRORS && s->errors[s->n_errors])
		s->n_errors++;
}

/* --- tests --- */

/* Makes room for one more; the running test moves along. */
static bool tests_grow(struct score *s)
{
	size_t run = s->running ? s->running - s->tests : 0;
	size_t room = s->n_tests ? 2 * (size_t)s->n_tests : 64;
	struct test *t;

	/* It is full at every power of two from 64 on. */
	if (s->n_tests && (s->n_tests < 64 || s->n_tests & (s->n_tests - 1)))
		return true;
	t = reallocarray(s->tests, room, sizeof(*t));
	if (!t)
		return false;
	s->tests = t;
	if (s->running)
		s->running = t + run;
	return true;
}

struct test *score_test_new(struct score *s, const char *name)
{
	struct test *t;

	if (s->n_tests == SCORE_TESTS || !tests_grow(s)) {
		score_error(s,
			    "more results than the harness keeps (a million, or the memory there is)");
		return NULL;
	}
	t = &s->tests[s->n_tests];
	memset(t, 0, sizeof(*t));
	t->name = strdup(name);
	if (!t->name) {
		score_error(s, "out of memory");
		return NULL;
	}
	s->n_tests++;
	t->start = s->now;
	s->reached = true;
	return t;
}

/* The part of a name after its group's; NULL: it is not in this group. */
static const char *renamed(const char *name, const char *was,
			   const char *path, char out[SCORE_NAME])
{
	char text[2 * SCORE_NAME];
	size_t n = strlen(was);

	if (strncmp(name, was, n) || name[n] != '.')
		return NULL;
	snprintf(text, sizeof(text), "%s%s", path, name + n);
	ktap_shorten(out, SCORE_NAME, text);
	return out;
}

void score_tests_rename(struct score *s, unsigned first, const char *was,
			const char *path)
{
	char name[SCORE_NAME], *copy;

	for (unsigned i = first; i < s->n_tests; i++) {
		if (!renamed(s->tests[i].name, was, path, name))
			continue;
		for (unsigned c = 0; c < s->n_crashes; c++)
			if (!strcmp(s->crashes[c].test, s->tests[i].name))
				text_copy(s->crashes[c].test,
					  sizeof(s->crashes[c].test), name);
		copy = strdup(name);
		if (!copy)
			continue;
		free(s->tests[i].name);
		s->tests[i].name = copy;
	}
}

static struct crash_note *crash_of(struct score *s, const char *test)
{
	struct crash_note *first = NULL;

	for (unsigned i = 0; i < s->n_crashes; i++) {
		struct crash_note *c = &s->crashes[i];

		if (strcmp(c->test, test) || score_crash_allowed(s, c))
			continue;
		c->counted = true;
		if (!first)
			first = c;
	}
	return first;
}

void score_diag_reset(struct score *s)
{
	s->diag_len = 0;
	if (s->diag)
		s->diag[0] = '\0';
}

void score_diag_add(struct score *s, const char *text)
{
	size_t len = strlen(text) + 1;

	if (len > DIAG_MAX / 2)
		len = utf8_cut(text, DIAG_MAX / 2 - 1) + 1;
	if (!s->diag)
		s->diag = malloc(DIAG_MAX + 1);
	if (!s->diag)
		return;
	if (s->diag_len + len > DIAG_MAX) {
		size_t drop = s->diag_len / 2 + len - DIAG_MAX / 2;
		const char *end;

		if (drop > s->diag_len)
			drop = s->diag_len;
		end = memchr(s->diag + drop, '\n', s->diag_len - drop);
		drop = end ? (size_t)(end + 1 - s->diag) : s->diag_len;
		s->diag_len -= drop;
		memmove(s->diag, s->diag + drop, s->diag_len);
	}
	memcpy(s->diag + s->diag_len, text, len - 1);
	s->diag_len += len;
	s->diag[s->diag_len - 1] = '\n';
	s->diag[s->diag_len] = '\0';
}

/* What runners and kselftest.h say at every test tells us about none. */
static bool is_routine(const char *line)
{
	static const char *const starts[] = {
		"selftests: ", "timeout set to ", "Totals: ",
	};

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (!strncmp(line, starts[i], strlen(starts[i])))
			return true;
	return false;
}

/*
 * The last line of diagnostics, as a reason; the test's own words are worth
 * more than init's remarks.
 */
void score_diag_last(const struct score *s, char *out, size_t size)
{
	size_t end = s->diag_len, start;

	out[0] = '\0';
	while (end) {
		const char *line;
		bool init;

		for (start = --end; start && s->diag[start - 1] != '\n'; start--)
			;
		line = s->diag + start;
		init = text_after(line, "init: ");
		if (end > start && !is_routine(line) && (!out[0] || !init)) {
			text_clean(out, size, line, end - start);
			if (!init)
				return;
		}
		end = start;
	}
}

void score_test_close(struct score *s, struct test *t, enum verdict v,
		      const char *reason)
{
	struct crash_note *c = crash_of(s, t->name);
	char text[SCORE_REASON];

	if (c && v != VERDICT_CRASH && v != VERDICT_HANG) {
		snprintf(text, sizeof(text), "%s%s", c->title,
			 v == VERDICT_PASS ? " (the test says ok)" : "");
		v = VERDICT_CRASH;
		reason = text;
	}
	free(t->reason);
	t->reason = reason && *reason ? strdup(reason) : NULL;
	t->verdict = v;
	if (!t->done) {
		t->duration = s->now - t->start;
		if (s->diag_len && s->log_bytes + s->diag_len < LOGS_MAX) {
			t->log = strdup(s->diag);
			s->log_bytes += s->diag_len;
		}
		score_diag_reset(s);
	}
	t->done = true;
	if (s->running == t)
		s->running = NULL;
	s->progress_at = s->result_at = s->now;
	s->ops->test_done(s->ctx, t);
}

void score_test_more(struct score *s, const char *text)
{
	struct test *t = s->n_tests ? &s->tests[s->n_tests - 1] : NULL;
	size_t old, len = strlen(text);
	char *log;

	if (!t || !t->done)
		return;
	old = t->log ? strlen(t->log) : 0;
	if (old + len > DIAG_MAX || s->log_bytes + len > LOGS_MAX)
		return;
	log = realloc(t->log, old + len + 2);
	if (!log)
		return;
	memcpy(log + old, text, len);
	memcpy(log + old + len, "\n", 2);
	t->log = log;
	s->log_bytes += len + 1;
}

void score_own_test(struct score *s, const char *name, enum verdict v,
		    const char *reason)
{
	bool reached = s->reached;
	struct test *t = score_test_new(s, name);

	s->reached = reached;
	if (t)
		score_test_close(s, t, v, reason);
}
