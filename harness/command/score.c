// SPDX-License-Identifier: GPL-2.0
/*
 * "lgcheck score": scores a saved console log with the parsers and the judge of
 * a run. It reads the log once, so that it works on a pipe, and its memory does
 * not grow with the log. Every byte of the log is hostile.
 */
#include "command/command.h"
#include "score/score.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
"      --allow=TEXT     crash titles with this text do not count; repeatable\n"
"  -v, --verbose        also the tests that passed\n"
"  -h, --help           this text\n"
"\n"
"Exit status: 0 all passed, 1 a test failed, 2 usage or no such file, 3 crash,\n"
"5 crashed before the first test, 125 cannot tell: no results, or results that\n"
"do not add up (a log alone does not say whether the guest hung or was cut off).\n";

enum { OPT_TITLE = 256, OPT_RECORDS, OPT_ALLOW };

static const struct option long_options[] = {
	{ "title", no_argument, NULL, OPT_TITLE },
	{ "records", required_argument, NULL, OPT_RECORDS },
	{ "allow", required_argument, NULL, OPT_ALLOW },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

struct score_options {
	bool title, verbose, help;
	const char *file, *records;
	struct suite suite;	/* how to score; borrows its strings */
};

static int parse_options(int argc, char **argv, struct score_options *o,
			 struct refusal *err)
{
	struct suite *suite = &o->suite;
	int c;

	opterr = 0;
	optind = 1;
	while ((c = getopt_long(argc, argv, ":vh", long_options, NULL)) != -1) {
		if (c == ':')
			return refuse(err, EINVAL, "%s: needs a value",
				      argv[optind - 1]);
		if (c == '?')
			return refuse(err, EINVAL,
				      "%s: no such option; lgcheck score --help lists them",
				      argv[optind - 1]);
		o->title |= c == OPT_TITLE;
		o->verbose |= c == 'v';
		o->help |= c == 'h';
		if (c == OPT_RECORDS)
			o->records = optarg;
		if (c != OPT_ALLOW)
			continue;
		if (suite->n_allows == SUITE_ALLOWS)
			return refuse(err, EINVAL, "more than %d times --allow",
				      SUITE_ALLOWS);
		suite->allows[suite->n_allows++] = optarg;
	}
	if (argc - optind > 1)
		return refuse(err, EINVAL, "%s: one log at a time",
			      argv[optind + 1]);
	o->file = optind < argc ? argv[optind] : "-";
	suite->score = o->records ? SCORE_RECORDS : SCORE_KTAP;
	suite->name = suite->file = (char *)o->file;
	return 0;
}

typedef void feed_fn(struct score *s, const char *data, size_t n, uint64_t now);

/* Feeds a whole file to the score; "-" is standard input. */
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

/* The reader has made texts of the log printable. */
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
	const struct verdict_count *c = &s->count;
	unsigned bad = c->n[VERDICT_FAIL] + c->n[VERDICT_CRASH] +
		       c->n[VERDICT_HANG] + c->n[VERDICT_ERROR];
	unsigned skipped = c->n[VERDICT_SKIP];

	for (unsigned i = 0; i < s->n_tests; i++)
		if (verbose || s->tests[i].verdict > VERDICT_SKIP)
			put_test(&s->tests[i]);
	for (unsigned i = 0; i < s->n_crashes; i++)
		printf("# %s (during %s)\n", s->crashes[i].title,
		       s->crashes[i].test[0] ? s->crashes[i].test :
					       phase_name(s->crashes[i].phase));
	for (unsigned i = 0; i < s->n_errors; i++)
		printf("# %s\n", s->errors[i]);
	printf("%-5s %s%s%s\n", verdict_name(s->verdict), s->suite->name,
	       s->reason[0] ? ": " : "", s->reason);
	/* A log that fails for its own reason counts as one failure, ... */
	if (!bad && s->verdict >= VERDICT_FAIL)
		bad = 1;
	/* ... and one that is skipped as a whole as one skip. */
	if (!verdict_total(c) && s->verdict == VERDICT_SKIP)
		skipped = 1;
	printf("%u passed, %u failed, %u skipped\n",
	       c->n[VERDICT_PASS] + c->n[VERDICT_XFAIL], bad, skipped);
}

static int status_of(const struct score *s)
{
	const struct verdict_count *c = &s->count;

	/* If everything was skipped, we know nothing. */
	if (s->verdict == VERDICT_SKIP ||
	    (s->verdict == VERDICT_PASS && !c->n[VERDICT_PASS] &&
	     !c->n[VERDICT_XFAIL]))
		return STATUS_CANNOT_TELL;
	return verdict_status(s->verdict, s->reached);
}

static void on_test_done(void *ctx, const struct test *t)
{
	(void)ctx;
	(void)t;
}

static const struct score_ops ops = { .test_done = on_test_done };

static int score_log(const struct score_options *o)
{
	struct ending ending = { .how = END_LOG, .busy = -1 };
	struct refusal m = { "" };
	struct score s;
	int status;

	score_init(&s, &o->suite, &ops, NULL);
	/* The log first: when a result comes, we know whose a crash is. */
	if (feed(&s, o->file, score_console, &m) ||
	    (o->records && feed(&s, o->records, score_records, &m))) {
		refusal_tell(&m, 0);
		score_free(&s);
		return STATUS_USAGE;
	}
	score_end(&s, &ending, 0);
	score_judge(&s);
	if (!o->title)
		put_score(&s, o->verbose);
	else if (score_title(&s))
		puts(score_title(&s));
	status = status_of(&s);
	score_free(&s);
	return status;
}

int command_score(int argc, char **argv)
{
	struct score_options o = { .file = NULL };
	struct refusal m = { "" };

	if (parse_options(argc, argv, &o, &m)) {
		return refusal_tell(&m, STATUS_USAGE);
	}
	if (o.help) {
		fputs(help_text, stdout);
		return STATUS_PASSED;
	}
	return score_log(&o);
}
