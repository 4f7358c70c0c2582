// SPDX-License-Identifier: GPL-2.0
/*
 * "lgcheck score": scores a saved console log with the parsers and the judge of
 * a run. It reads the log once, so that it works on a pipe, and its memory does
 * not grow with the log. Every byte of the log is hostile.
 */
#include "command/command.h"
#include "report/baseline.h"
#include "report/junit.h"
#include "report/reports.h"
#include "report/results.h"
#include "report/terminal.h"
#include "suite/splats.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char help_text[] =
"usage: lgcheck score [options] [FILE|-]\n"
"\n"
"Scores a saved console log (default: standard input) that has KTAP or TAP in\n"
"it, or the log of a suite whose results are records, as lgcheck run would\n"
"have: same verdicts, same exit status.\n"
"\n"
"      --title          print only the title of the crash in the log, or nothing\n"
"      --records=FILE   the result records of the same guest\n"
"      --allow=TEXT     crash titles with this text, in which * is anything, do\n"
"                       not count, even for the last panic; repeatable\n"
"      --allow-from=FILE\n"
"                       a file of such texts, one a line; # begins a comment\n"
"      --splat='TEST :: TEXT'\n"
"                       crash titles with this text do not count in this test,\n"
"                       which fails without one; in TEST, too, * is anything;\n"
"                       repeatable\n"
"  -v, --verbose        also the tests that passed\n"
"  -h, --help           this text\n"
"\n"
"Results for other programs, as of lgcheck run, of a suite of this name:\n"
"      --name=NAME      default: log\n"
"      --json=FILE      everything, for lgcheck compare and baseline\n"
"      --junit=FILE     JUnit XML\n"
"      --baseline=FILE  failures that are in this file count as passed\n"
"\n"
"Exit status: 0 all passed, 1 a test failed, 2 usage or no such file, 3 crash,\n"
"5 crashed before the first test, 125 cannot tell: no results, or results that\n"
"do not add up (a log alone does not say whether the guest hung or was cut off).\n";

enum {
	OPT_TITLE = 256,
	OPT_RECORDS,
	OPT_ALLOW,
	OPT_ALLOW_FROM,
	OPT_SPLAT,
	OPT_NAME,
	OPT_JSON,
	OPT_JUNIT,
	OPT_BASELINE,
};

static const struct option long_options[] = {
	{ "title", no_argument, NULL, OPT_TITLE },
	{ "records", required_argument, NULL, OPT_RECORDS },
	{ "allow", required_argument, NULL, OPT_ALLOW },
	{ "allow-from", required_argument, NULL, OPT_ALLOW_FROM },
	{ "splat", required_argument, NULL, OPT_SPLAT },
	{ "name", required_argument, NULL, OPT_NAME },
	{ "json", required_argument, NULL, OPT_JSON },
	{ "junit", required_argument, NULL, OPT_JUNIT },
	{ "baseline", required_argument, NULL, OPT_BASELINE },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

struct score_options {
	struct options shared;	/* json, junit, baseline, verbose, help */
	bool title;
	const char *file, *records, *name;
	struct suite *suite;	/* what to score by */
};

static int refused(int ret, const char *option, const char *arg,
		   struct refusal *err)
{
	if (ret == -EINVAL)
		return refuse(err, EINVAL,
			      "--%s=%s: its text fits every crash title",
			      option, arg);
	if (ret == -E2BIG)
		return refuse(err, E2BIG, "--%s: too many of them", option);
	return ret ? refuse(err, -ret, "out of memory") : 0;
}

static int take_splat(struct suite *s, char *arg, struct refusal *err)
{
	char *sep = strstr(arg, " :: ");
	int ret;

	if (!sep || sep == arg || !sep[4])
		return refuse(err, EINVAL,
			      "--splat=%s: expected 'TEST :: TEXT'", arg);
	*sep = '\0';
	ret = suite_splat(s, arg, sep + 4);
	*sep = ' ';
	return refused(ret, "splat", arg, err);
}

static int take(struct score_options *o, int c, char *arg, struct refusal *err)
{
	switch (c) {
	case OPT_TITLE:
		o->title = true;
		return 0;
	case OPT_RECORDS:
		o->records = arg;
		return 0;
	case OPT_ALLOW:
		return refused(suite_allow(o->suite, arg), "allow", arg, err);
	case OPT_ALLOW_FROM:
		return suite_allow_file(o->suite, arg, err);
	case OPT_SPLAT:
		return take_splat(o->suite, arg, err);
	case OPT_NAME:
		o->name = arg;
		return *arg ? 0 : refuse(err, EINVAL, "--name: give one");
	case OPT_JSON:
		o->shared.json = arg;
		return 0;
	case OPT_JUNIT:
		o->shared.junit = arg;
		return 0;
	case OPT_BASELINE:
		o->shared.baseline = arg;
		return 0;
	}
	o->shared.verbose |= c == 'v';
	o->shared.help |= c == 'h';
	return 0;
}

/* The suite that the log is of, as far as the options say it. */
static int name_suite(struct score_options *o, struct refusal *err)
{
	struct suite *s = o->suite;

	free(s->name);
	free(s->file);
	s->score = o->records ? SCORE_RECORDS : SCORE_KTAP;
	s->name = strdup(o->name);
	s->file = strdup(o->file);
	return s->name && s->file ? 0 : refuse(err, ENOMEM, "out of memory");
}

static int parse_options(int argc, char **argv, struct score_options *o,
			 struct refusal *err)
{
	int c, ret = 0;

	o->name = "log";
	o->suite = suite_new("", "");
	if (!o->suite)
		return refuse(err, ENOMEM, "out of memory");
	opterr = 0;
	optind = 1;
	while (!ret && (c = getopt_long(argc, argv, ":vh", long_options,
					NULL)) != -1) {
		if (c == ':')
			return refuse(err, EINVAL, "%s: needs a value",
				      argv[optind - 1]);
		if (c == '?')
			return refuse(err, EINVAL,
				      "%s: no such option; lgcheck score --help lists them",
				      argv[optind - 1]);
		ret = take(o, c, optarg, err);
	}
	if (ret)
		return ret;
	if (argc - optind > 1)
		return refuse(err, EINVAL, "%s: one log at a time",
			      argv[optind + 1]);
	o->file = optind < argc ? argv[optind] : "-";
	return name_suite(o, err);
}

typedef void feed_fn(struct score *s, const char *data, size_t n, uint64_t now);

/* All of a file; "-" is standard input. */
static int feed(struct score *s, const char *path, feed_fn *to,
		struct refusal *err)
{
	static char buf[1 << 18];
	bool in = !strcmp(path, "-");
	int fd = in ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = 0;
	int ret = 0;

	if (fd < 0)
		return refuse(err, errno, "%s: cannot open: %s", path,
			      strerror(errno));
	while ((n = read(fd, buf, sizeof(buf))) && !ret) {
		if (n > 0)
			to(s, buf, n, 0);
		else if (errno != EINTR)
			ret = refuse(err, errno, "%s: cannot read: %s",
				     in ? "standard input" : path,
				     strerror(errno));
	}
	if (!in)
		close(fd);
	return ret;
}

/* Texts of the log are printable since they were read. */
static void put_test(const struct test *t)
{
	const char *log = t->log;

	printf("%-5s %s", verdict_name(t->verdict), t->name);
	if (t->reason)
		printf("  %s", t->reason);
	putchar('\n');
	while (log && *log && t->verdict >= VERDICT_FAIL) {
		int len = strcspn(log, "\n");

		printf("      # %.*s\n", len, log);
		log += len + (log[len] == '\n');
	}
}

static void put_score(const struct score *s, bool verbose)
{
	for (unsigned i = 0; i < s->n_tests; i++)
		if (verbose || s->tests[i].verdict > VERDICT_SKIP)
			put_test(&s->tests[i]);
	for (unsigned i = 0; i < s->n_crashes; i++) {
		const struct crash_note *c = &s->crashes[i];

		printf("# %s (during %s%s)\n", c->title, c->test[0] ? c->test :
		       phase_name(c->phase), score_crash_allowed(s, c) ?
		       ", does not count" : "");
	}
	for (unsigned i = 0; i < s->n_errors; i++)
		printf("# %s\n", s->errors[i]);
	printf("%-5s %s%s%s\n", verdict_name(s->verdict), s->suite->file,
	       s->reason[0] ? ": " : "", s->reason);
}

static void on_test_done(void *ctx, const struct test *t)
{
	(void)ctx;
	(void)t;
}

static const struct score_ops ops = { .test_done = on_test_done };

/* The log as the outcome of a guest; -errno and a message. */
static int score_log(const struct score_options *o, struct outcome *out,
		     struct refusal *err)
{
	struct ending ending = { .how = END_LOG, .busy = -1 };
	struct score *s = &out->score;
	int ret;

	score_init(s, out->suite, &ops, NULL);
	out->ran = true;
	/* first the log: whose a crash is must be known by the result */
	ret = feed(s, o->file, score_console, err);
	if (!ret && o->records)
		ret = feed(s, o->records, score_records, err);
	if (ret)
		return ret;
	score_end(s, &ending, 0);
	score_judge(s);
	outcome_judge(out, s->verdict, s->reached, s->reason);
	return 0;
}

/* A run of one guest, of which there is only the log. */
struct scored {
	struct summary summary;
	struct outcome *outcome;
	struct baseline *known;
	json_t *results;	/* if anybody wants them */
};

static int run_log(struct score_options *o, struct scored *s,
		   struct refusal *err)
{
	struct outcome *out = calloc(1, sizeof(*out));
	int ret;

	if (!out)
		return refuse(err, ENOMEM, "out of memory");
	s->outcome = out;
	s->summary.options = &o->shared;
	s->summary.started = time(NULL);
	s->summary.outcomes = &s->outcome;
	s->summary.n = 1;
	out->suite = o->suite;
	o->suite = NULL;
	text_copy(out->label, sizeof(out->label), out->suite->name);
	ret = reports_prepare(&o->shared, &s->known, err);
	if (!ret)
		ret = score_log(o, out, err);
	if (ret)
		return ret;
	summary_add(&s->summary, out);
	/* skipped altogether tells nothing */
	if (!s->summary.totals.passed && !s->summary.totals.failed)
		s->summary.status = STATUS_CANNOT_TELL;
	return 0;
}

/* What was asked for beside the verdict. */
static int make_reports(const struct options *o, struct scored *s,
			struct refusal *err)
{
	int ret = 0;

	if (!o->json && !o->junit && !s->known)
		return 0;
	s->results = results_json(&s->summary);
	if (!s->results)
		return refuse(err, ENOMEM, "out of memory");
	if (s->known) {
		baseline_apply(s->known, s->results);
		results_totals(s->results, &s->summary.totals,
			       &s->summary.status);
	}
	if (o->json)
		ret = results_save(s->results, o->json, err);
	return !ret && o->junit ? junit_write(s->results, o->junit, err) : ret;
}

static void tell(const struct score_options *o, const struct scored *s)
{
	const struct score *score = &s->outcome->score;
	const struct totals *t = &s->summary.totals;
	const struct terminal term = { .out = stdout };
	const char *title = score_title(score);

	if (o->title && title)
		puts(title);
	if (o->title)
		return;
	put_score(score, o->shared.verbose);
	if (s->known) {
		terminal_failures(&term, json_object_get(s->results, "suites"));
		baseline_tell_fixed(s->known, s->results, stdout);
	}
	if (t->known)
		printf("# %u known failures count as passed\n", t->known);
	printf("%u passed, %u failed, %u skipped\n", t->passed, t->failed,
	       t->skipped);
}

static int score(int argc, char **argv, struct score_options *o,
		 struct scored *s)
{
	struct refusal m = { "" };

	if (parse_options(argc, argv, o, &m))
		return refusal_tell(&m, STATUS_USAGE);
	if (o->shared.help) {
		fputs(help_text, stdout);
		return STATUS_PASSED;
	}
	if (run_log(o, s, &m))
		return refusal_tell(&m, STATUS_USAGE);
	if (make_reports(&o->shared, s, &m))
		s->summary.status = refusal_tell(&m, STATUS_CANNOT_TELL);
	tell(o, s);
	return s->summary.status;
}

int command_score(int argc, char **argv)
{
	struct score_options o = { .file = NULL };
	struct scored s = { .outcome = NULL };
	int status = score(argc, argv, &o, &s);

	outcome_free(s.outcome);
	baseline_free(s.known);
	json_decref(s.results);
	suite_free(o.suite);
	return status;
}
