// SPDX-License-Identifier: GPL-2.0
/*
 * The terminal report.  Called by session.c.  Every text of a guest in it has
 * been made printable when it came in (text_clean()).
 */
#include "report.h"
#include "session.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const colours[VERDICTS] = {
	[VERDICT_PASS] = "\033[32m",  [VERDICT_SKIP] = "\033[33m",
	[VERDICT_XFAIL] = "\033[33m", [VERDICT_FAIL] = "\033[31m",
	[VERDICT_CRASH] = "\033[31m", [VERDICT_HANG] = "\033[31m",
	[VERDICT_ERROR] = "\033[35m",
};

void report_init(struct report *r, FILE *out, bool verbose)
{
	const char *term = getenv("TERM");
	const char *no = getenv("NO_COLOR");

	r->out = out;
	r->verbose = verbose;
	r->colour = isatty(fileno(out)) && !(no && *no) && term &&
		    strcmp(term, "dumb");
	setvbuf(out, NULL, _IOLBF, 0);
}

static void put_verdict(const struct report *r, enum verdict v)
{
	if (r->colour)
		fprintf(r->out, "%s%-5s\033[0m", colours[v], verdict_name(v));
	else
		fprintf(r->out, "%-5s", verdict_name(v));
}

void report_suite(const struct report *r, const struct outcome *o)
{
	fprintf(r->out, "suite %s: %s, memory %s\n", o->suite->name, o->kernel,
		o->memory);
	if (o->suite->describe)
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

void report_test(const struct report *r, const struct suite *s,
		 const struct test *t)
{
	char time[40];

	text_seconds(time, sizeof(time), t->duration);
	put_verdict(r, t->verdict);
	fprintf(r->out, " %s/%s  %s", s->name, t->name, time);
	if (t->reason)
		fprintf(r->out, "  %s", t->reason);
	putc('\n', r->out);
	if (t->log && (r->verbose || t->verdict >= VERDICT_FAIL))
		put_log(r, t->log);
}

void report_outcome(const struct report *r, const struct outcome *o)
{
	const struct verdict_count *c = &o->score.count;
	char time[40];

	put_verdict(r, o->verdict);
	fprintf(r->out, " %s", o->suite->name);
	if (o->reason[0])
		fprintf(r->out, ": %s", o->reason);
	putc('\n', r->out);
	if (!o->ran)
		return;
	text_seconds(time, sizeof(time), o->duration);
	fprintf(r->out, "# %s: %u tests", o->suite->name, verdict_total(c));
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

void report_stats(const struct report *r, const struct outcome *o)
{
	const char *name;
	json_t *value;

	if (!o->stats)
		fprintf(r->out, "# %s: the launcher wrote no counters\n",
			o->suite->name);
	json_object_foreach(o->stats, name, value)
		fprintf(r->out, "# %-24s %12lld\n", name,
			(long long)json_integer_value(value));
}

void report_summary(const struct report *r, const struct session *s)
{
	for (unsigned i = 0; s->n > 1 && i < s->done; i++) {
		const struct outcome *o = &s->outcomes[i];

		put_verdict(r, o->verdict);
		fprintf(r->out, " %s%s%s\n", o->suite->name,
			o->reason[0] ? ": " : "", o->reason);
	}
	if (s->interrupted)
		fprintf(r->out, "# interrupted: %s; %u of %u suites were "
			"done\n", strsignal(s->interrupted), s->done, s->n);
	fprintf(r->out, "# results: %s\n", s->dir);
	fprintf(r->out, "%u passed, %u failed, %u skipped\n", s->passed,
		s->failed, s->skipped);
	fflush(r->out);
}
