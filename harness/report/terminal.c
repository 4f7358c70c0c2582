// SPDX-License-Identifier: GPL-2.0
/*
 * The report on the terminal. Every text of a guest in it was made printable
 * when it came in (text_clean()).
 */
#include "report/terminal.h"

#include "lib/clock.h"
#include "lib/text.h"
#include "lib/utf8.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define LIVE_NS UINT64_C(200000000)

static const char *const colours[VERDICTS] = {
	[VERDICT_PASS] = "\033[32m",  [VERDICT_SKIP] = "\033[33m",
	[VERDICT_XFAIL] = "\033[33m", [VERDICT_FLAKY] = "\033[33m",
	[VERDICT_FAIL] = "\033[31m",  [VERDICT_CRASH] = "\033[31m",
	[VERDICT_HANG] = "\033[31m",  [VERDICT_ERROR] = "\033[35m",
};

void terminal_init(struct terminal *term, FILE *out, bool verbose)
{
	const char *kind = getenv("TERM");
	const char *no = getenv("NO_COLOR");

	memset(term, 0, sizeof(*term));
	term->out = out;
	term->verbose = verbose;
	term->tty = isatty(fileno(out)) && kind && strcmp(kind, "dumb");
	term->colour = term->tty && !(no && *no);
	setvbuf(out, NULL, _IOLBF, 0);
}

void terminal_line(const struct terminal *term, const char *fmt, ...)
{
	va_list ap;

	if (term->quiet)
		return;
	va_start(ap, fmt);
	vfprintf(term->out, fmt, ap);
	va_end(ap);
	putc('\n', term->out);
}

static void put_verdict(const struct terminal *term, enum verdict v)
{
	if (term->colour)
		fprintf(term->out, "%s%-5s\033[0m", colours[v], verdict_name(v));
	else
		fprintf(term->out, "%-5s", verdict_name(v));
}

/* --- the live line --- */

void terminal_clear(struct terminal *term)
{
	if (!term->live)
		return;
	fputs("\r\033[K", term->out);
	fflush(term->out);
	term->live = false;
	term->live_at = 0;
}

static unsigned columns(const struct terminal *term)
{
	struct winsize w;

	if (ioctl(fileno(term->out), TIOCGWINSZ, &w) || w.ws_col < 20)
		return 80;
	return w.ws_col;
}

static void put_left(char *out, size_t size, const struct progress *p,
		     unsigned tests)
{
	unsigned done = p->done_suites + tests, all = p->suites + p->tests;
	uint64_t s;

	out[0] = '\0';
	if (!p->suites || !done || done >= all)
		return;
	s = p->elapsed / 1000000000 * (all - done) / done;
	snprintf(out, size, ", about %llu:%02llu left",
		 (unsigned long long)s / 60, (unsigned long long)s % 60);
}

void terminal_progress(struct terminal *term, const struct progress *p)
{
	char line[1000], left[60], name[SCORE_NAME];
	uint64_t now = clock_now();
	size_t n;

	if (!term->tty || term->quiet || (term->live && now - term->live_at < LIVE_NS))
		return;
	put_left(left, sizeof(left), p, term->tests);
	n = snprintf(line, sizeof(line), "%u", term->tests);
	if (p->suites && p->tests >= term->tests)
		n += snprintf(line + n, sizeof(line) - n, "/%u", p->tests);
	n += snprintf(line + n, sizeof(line) - n, " tests, %llu:%02llu%s",
		      (unsigned long long)p->elapsed / 60000000000,
		      (unsigned long long)p->elapsed / 1000000000 % 60, left);
	for (unsigned i = 0; i < p->running && n < sizeof(line); i++) {
		const struct outcome *o = p->guests[i];
		const char *test = score_running(&o->score, name, sizeof(name));

		n += snprintf(line + n, sizeof(line) - n, " | %.60s %.100s",
			      o->label, test ? test :
			      phase_name(o->score.phase));
	}
	n = strnlen(line, columns(term) - 1);
	fprintf(term->out, "\r\033[K%.*s", (int)(line[n] ? utf8_cut(line, n) : n),
		line);
	fflush(term->out);
	term->live = true;
	term->live_at = now;
}

/* --- lines --- */

void terminal_suite(struct terminal *term, const struct outcome *o)
{
	terminal_clear(term);
	if (term->quiet)
		return;
	fprintf(term->out, "suite %s: %s, memory %s", o->label, o->kernel,
		o->memory);
	if (o->suite->n_only)
		fprintf(term->out, ", only %s%s", o->suite->only[0],
			o->suite->n_only > 1 ? " ..." : "");
	else if (o->part)
		fprintf(term->out, ", %u of its tests", o->suite->n_tests);
	putc('\n', term->out);
	if (o->suite->describe && !o->attempt && o->repeat < 2)
		fprintf(term->out, "# %s\n", o->suite->describe);
}

static void put_log(const struct terminal *term, const char *log)
{
	while (*log) {
		int len = strcspn(log, "\n");

		fprintf(term->out, "      # %.*s\n", len, log);
		log += len + (log[len] == '\n');
	}
}

void terminal_test(struct terminal *term, const struct outcome *o,
		   const struct test *t)
{
	char time[40];

	term->tests++;
	terminal_clear(term);
	if (term->quiet)
		return;
	text_seconds(time, sizeof(time), t->duration);
	put_verdict(term, t->verdict);
	fprintf(term->out, " %s/%s  %s", o->label, t->name, time);
	if (t->reason)
		fprintf(term->out, "  %s", t->reason);
	putc('\n', term->out);
	if (t->log && (term->verbose || t->verdict >= VERDICT_FAIL))
		put_log(term, t->log);
}

static void put_outcome(const struct terminal *term, const struct outcome *o)
{
	put_verdict(term, o->verdict);
	fprintf(term->out, " %s", o->label);
	if (o->reason[0])
		fprintf(term->out, ": %s", o->reason);
	putc('\n', term->out);
}

void terminal_attempt(struct terminal *term, const struct outcome *o)
{
	terminal_clear(term);
	if (term->quiet)
		return;
	put_outcome(term, o);
	fprintf(term->out, "# %s: once more what failed\n", o->label);
}

void terminal_outcome(struct terminal *term, const struct outcome *o)
{
	const struct verdict_count *c = &o->score.count;
	char time[40];

	terminal_clear(term);
	if (term->quiet)
		return;
	put_outcome(term, o);
	if (!o->ran)
		return;
	text_seconds(time, sizeof(time), o->duration);
	fprintf(term->out, "# %s: %u tests", o->label, verdict_total(c));
	for (int v = 0; v < VERDICTS; v++)
		if (c->n[v])
			fprintf(term->out, ", %u %s", c->n[v], verdict_name(v));
	fprintf(term->out, "; %s", time);
	if (o->score.init_at) {
		text_seconds(time, sizeof(time), o->score.init_at);
		fprintf(term->out, ", init after %s", time);
	}
	putc('\n', term->out);
}

void terminal_stats(struct terminal *term, const struct outcome *o)
{
	const char *name;
	json_t *value;

	if (!o->ran || term->quiet)
		return;
	terminal_clear(term);
	if (!o->stats)
		fprintf(term->out, "# %s: the launcher wrote no counters\n",
			o->label);
	json_object_foreach(o->stats, name, value)
		fprintf(term->out, "# %-24s %12lld\n", name,
			(long long)json_integer_value(value));
}

#define DIFF_LINES 100

static void put_paths(const struct terminal *term, json_t *list, char sign)
{
	json_t *e;
	size_t i;

	json_array_foreach(list, i, e) {
		const char *path = json_string_value(json_is_object(e) ?
				json_object_get(e, "path") : e);
		const char *what = json_string_value(json_object_get(e,
								     "what"));

		if (i == DIFF_LINES) {
			fprintf(term->out,
				"#   %c ... %zu more, see results.json\n", sign,
				json_array_size(list) - i);
			return;
		}
		fprintf(term->out, "#   %c %s%s%s%s\n", sign, path ? path : "",
			what ? " (" : "", what ? what : "", what ? ")" : "");
	}
}

void terminal_image_diff(struct terminal *term, const struct outcome *o)
{
	json_t *fsck = json_object_get(o->image_diff, "fsck"), *status;
	const char *text = json_string_value(json_object_get(fsck, "text"));

	if (!o->image_diff || term->quiet)
		return;
	terminal_clear(term);
	status = json_object_get(fsck, "status");
	fprintf(term->out, "# %s: on its root disk%s, e2fsck: ", o->label,
		json_is_false(json_object_get(o->image_diff, "complete")) ?
			" (not all of it could be read)" : "");
	if (json_is_integer(status))
		fprintf(term->out, "%s (status %lld)\n",
			json_integer_value(status) ? "errors" : "clean",
			(long long)json_integer_value(status));
	else
		fprintf(term->out, "%s\n", text ? text : "");
	if (json_integer_value(status) && text)
		put_log(term, text);
	put_paths(term, json_object_get(o->image_diff, "added"), '+');
	put_paths(term, json_object_get(o->image_diff, "changed"), '~');
	put_paths(term, json_object_get(o->image_diff, "removed"), '-');
}

/* --- the end --- */

static const char *text_of(json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "";
}

void terminal_failures(const struct terminal *term, const json_t *suites)
{
	const char *again = "";
	json_t *suite, *f;
	size_t i, k;

	json_array_foreach(suites, i, suite) {
		json_array_foreach(json_object_get(suite, "failures"), k, f) {
			const char *test = text_of(f, "test");

			fprintf(term->out, "# %s%s%s%s: %s\n",
				json_is_true(json_object_get(f, "known")) ?
					"known " : "",
				text_of(suite, "name"), *test ? "/" : "", test,
				text_of(f, "signature"));
			if (*text_of(f, "rerun") &&
			    strcmp(text_of(f, "rerun"), again))
				fprintf(term->out, "    %s\n",
					text_of(f, "rerun"));
			again = text_of(f, "rerun");
		}
	}
}

void terminal_summary(struct terminal *term, const struct summary *s,
		      const json_t *results)
{
	const struct totals *t = &s->totals;

	terminal_clear(term);
	if (term->quiet)
		return;
	for (unsigned i = 0; s->n > 1 && i < s->n; i++)
		put_outcome(term, s->outcomes[i]);
	terminal_failures(term, json_object_get(results, "suites"));
	if (s->dropped)
		fprintf(term->out, "# %u guests passed before\n", s->dropped);
	if (s->interrupted)
		fprintf(term->out, "# interrupted: %s; %u guests were run\n",
			strsignal(s->interrupted), s->n + s->dropped);
	fprintf(term->out, "# results: %s\n", s->dir);
	if (t->flaky)
		fprintf(term->out,
			"# %u flaky: failed, and passed when run again\n",
			t->flaky);
	if (t->known)
		fprintf(term->out, "# %u known failures count as passed\n",
			t->known);
	fprintf(term->out, "%u passed, %u failed, %u skipped\n", t->passed,
		t->failed, t->skipped);
	fflush(term->out);
}
