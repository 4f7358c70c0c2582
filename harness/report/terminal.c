// SPDX-License-Identifier: GPL-2.0
/*
 * The terminal report.  Called by session.c and outcome.c.  Every text of a
 * guest in it has been made printable when it came in (text_clean()).
 */
#include "report/terminal.h"
#include "run/session.h"
#include "lib/clock.h"
#include "lib/utf8.h"

#include <jansson.h>
#include <stdarg.h>
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

void report_init(struct report *r, FILE *out, bool verbose)
{
	const char *term = getenv("TERM");
	const char *no = getenv("NO_COLOR");

	memset(r, 0, sizeof(*r));
	r->out = out;
	r->verbose = verbose;
	r->tty = isatty(fileno(out)) && term && strcmp(term, "dumb");
	r->colour = r->tty && !(no && *no);
	setvbuf(out, NULL, _IOLBF, 0);
}

void report_line(const struct report *r, const char *fmt, ...)
{
	va_list ap;

	if (r->quiet)
		return;
	va_start(ap, fmt);
	vfprintf(r->out, fmt, ap);
	va_end(ap);
	putc('\n', r->out);
}

static void put_verdict(const struct report *r, enum verdict v)
{
	if (r->colour)
		fprintf(r->out, "%s%-5s\033[0m", colours[v], verdict_name(v));
	else
		fprintf(r->out, "%-5s", verdict_name(v));
}

/* --- the live line --- */

void report_clear(struct report *r)
{
	if (!r->live)
		return;
	fputs("\r\033[K", r->out);
	fflush(r->out);
	r->live = false;
	r->live_at = 0;
}

static unsigned columns(const struct report *r)
{
	struct winsize w;

	if (ioctl(fileno(r->out), TIOCGWINSZ, &w) || w.ws_col < 20)
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

void report_progress(struct report *r, const struct progress *p)
{
	char line[1000], left[60], name[SCORE_NAME];
	uint64_t now = clock_now();
	size_t n;

	if (!r->tty || r->quiet || (r->live && now - r->live_at < LIVE_NS))
		return;
	put_left(left, sizeof(left), p, r->tests);
	n = snprintf(line, sizeof(line), "%u", r->tests);
	if (p->suites && p->tests >= r->tests)
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
	n = strnlen(line, columns(r) - 1);
	fprintf(r->out, "\r\033[K%.*s", (int)(line[n] ? utf8_cut(line, n) : n),
		line);
	fflush(r->out);
	r->live = true;
	r->live_at = now;
}

/* --- lines --- */

void report_suite(struct report *r, const struct outcome *o)
{
	report_clear(r);
	if (r->quiet)
		return;
	fprintf(r->out, "suite %s: %s, memory %s", o->label, o->kernel,
		o->memory);
	if (o->suite->n_only)
		fprintf(r->out, ", only %s%s", o->suite->only[0],
			o->suite->n_only > 1 ? " ..." : "");
	else if (o->part)
		fprintf(r->out, ", %u of its tests", o->suite->n_tests);
	putc('\n', r->out);
	if (o->suite->describe && !o->attempt && o->repeat < 2)
		fprintf(r->out, "# %s\n", o->suite->describe);
}

static void put_log(const struct report *r, const char *log)
{
	while (*log) {
		int len = strcspn(log, "\n");

		fprintf(r->out, "      # %.*s\n", len, log);
		log += len + (log[len] == '\n');
	}
}

void report_test(struct report *r, const struct outcome *o,
		 const struct test *t)
{
	char time[40];

	r->tests++;
	report_clear(r);
	if (r->quiet)
		return;
	text_seconds(time, sizeof(time), t->duration);
	put_verdict(r, t->verdict);
	fprintf(r->out, " %s/%s  %s", o->label, t->name, time);
	if (t->reason)
		fprintf(r->out, "  %s", t->reason);
	putc('\n', r->out);
	if (t->log && (r->verbose || t->verdict >= VERDICT_FAIL))
		put_log(r, t->log);
}

static void put_outcome(const struct report *r, const struct outcome *o)
{
	put_verdict(r, o->verdict);
	fprintf(r->out, " %s", o->label);
	if (o->reason[0])
		fprintf(r->out, ": %s", o->reason);
	putc('\n', r->out);
}

void report_attempt(struct report *r, const struct outcome *o)
{
	report_clear(r);
	if (r->quiet)
		return;
	put_outcome(r, o);
	fprintf(r->out, "# %s: once more what failed\n", o->label);
}

void report_outcome(struct report *r, const struct outcome *o)
{
	const struct verdict_count *c = &o->score.count;
	char time[40];

	report_clear(r);
	if (r->quiet)
		return;
	put_outcome(r, o);
	if (!o->ran)
		return;
	text_seconds(time, sizeof(time), o->duration);
	fprintf(r->out, "# %s: %u tests", o->label, verdict_total(c));
	for (int v = 0; v < VERDICTS; v++)
		if (c->n[v])
			fprintf(r->out, ", %u %s", c->n[v], verdict_name(v));
	fprintf(r->out, "; %s", time);
	if (o->score.init_at) {
		text_seconds(time, sizeof(time), o->score.init_at);
		fprintf(r->out, ", init after %s", time);
	}
	putc('\n', r->out);
}

void report_stats(struct report *r, const struct outcome *o)
{
	const char *name;
	json_t *value;

	if (!o->session->options->stats || !o->ran || r->quiet)
		return;
	report_clear(r);
	if (!o->stats)
		fprintf(r->out, "# %s: the launcher wrote no counters\n",
			o->label);
	json_object_foreach(o->stats, name, value)
		fprintf(r->out, "# %-24s %12lld\n", name,
			(long long)json_integer_value(value));
}

#define DIFF_LINES 100

static void put_paths(const struct report *r, json_t *list, char sign)
{
	json_t *e;
	size_t i;

	json_array_foreach(list, i, e) {
		const char *path = json_string_value(json_is_object(e) ?
				json_object_get(e, "path") : e);
		const char *what = json_string_value(json_object_get(e,
								     "what"));

		if (i == DIFF_LINES) {
			fprintf(r->out, "#   %c ... %zu more, see "
				"results.json\n", sign,
				json_array_size(list) - i);
			return;
		}
		fprintf(r->out, "#   %c %s%s%s%s\n", sign, path ? path : "",
			what ? " (" : "", what ? what : "", what ? ")" : "");
	}
}

void report_image_diff(struct report *r, const struct outcome *o)
{
	json_t *fsck = json_object_get(o->image_diff, "fsck"), *status;
	const char *text = json_string_value(json_object_get(fsck, "text"));

	if (!o->image_diff || r->quiet)
		return;
	report_clear(r);
	status = json_object_get(fsck, "status");
	fprintf(r->out, "# %s: on its root disk%s, e2fsck: ", o->label,
		json_is_false(json_object_get(o->image_diff, "complete")) ?
			" (not all of it could be read)" : "");
	if (json_is_integer(status))
		fprintf(r->out, "%s (status %lld)\n",
			json_integer_value(status) ? "errors" : "clean",
			(long long)json_integer_value(status));
	else
		fprintf(r->out, "%s\n", text ? text : "");
	if (json_integer_value(status) && text)
		put_log(r, text);
	put_paths(r, json_object_get(o->image_diff, "added"), '+');
	put_paths(r, json_object_get(o->image_diff, "changed"), '~');
	put_paths(r, json_object_get(o->image_diff, "removed"), '-');
}

/* --- the end --- */

static const char *text_of(json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "";
}

void report_failures(const struct report *r, const json_t *suites)
{
	const char *again = "";
	json_t *suite, *f;
	size_t i, k;

	json_array_foreach(suites, i, suite) {
		json_array_foreach(json_object_get(suite, "failures"), k, f) {
			const char *test = text_of(f, "test");

			fprintf(r->out, "# %s%s%s%s: %s\n",
				json_is_true(json_object_get(f, "known")) ?
					"known " : "",
				text_of(suite, "name"), *test ? "/" : "", test,
				text_of(f, "signature"));
			if (*text_of(f, "rerun") &&
			    strcmp(text_of(f, "rerun"), again))
				fprintf(r->out, "    %s\n",
					text_of(f, "rerun"));
			again = text_of(f, "rerun");
		}
	}
}

void report_summary(struct report *r, const struct session *s)
{
	report_clear(r);
	if (r->quiet)
		return;
	for (unsigned i = 0; s->n > 1 && i < s->n; i++)
		put_outcome(r, s->outcomes[i]);
	report_failures(r, json_object_get(s->json, "suites"));
	if (s->dropped)
		fprintf(r->out, "# %u guests passed before\n", s->dropped);
	if (s->interrupted)
		fprintf(r->out, "# interrupted: %s; %u guests were run\n",
			strsignal(s->interrupted), s->n + s->dropped);
	fprintf(r->out, "# results: %s\n", s->dir);
	if (s->flaky)
		fprintf(r->out, "# %u flaky: failed, and passed when run "
			"again\n", s->flaky);
	if (s->known)
		fprintf(r->out, "# %u known failures count as passed\n",
			s->known);
	fprintf(r->out, "%u passed, %u failed, %u skipped\n", s->passed,
		s->failed, s->skipped);
	fflush(r->out);
}
