// SPDX-License-Identifier: GPL-2.0
/*
 * The command line of "lgcheck bisect". The words are the user's, who may give
 * programs to build and to run with.
 */
#include "bisect/inner.h"
#include "lib/text.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char bisect_help[] =
"usage: lgcheck bisect --good=COMMIT --bad=COMMIT --tree=DIR [options]\n"
"                      [-- OPTION-OF-RUN...]\n"
"\n"
"Finds the commit that brought a failure: builds the commits between as guest\n"
"kernels, runs them, and verifies the answer.  The tree is not changed: a\n"
"worktree of it is used.  The same command goes on where an earlier one was\n"
"interrupted.\n"
"\n"
"      --for=RESULTS    the failure to look for: the folder of a run's results,\n"
"                       its results.json, or a bundle; default: what the bad\n"
"                       commit shows\n"
"      --test=NAME      of several failures that of this SUITE or SUITE/TEST\n"
"      --suite=NAME     the suite to find the bad commit's failure with, or the\n"
"                       path of its folder (also needed with --for then);\n"
"                       repeatable; default: those of lgcheck run\n"
"      --work=DIR       where everything is kept; default:\n"
"                       BUILD/bisect/GOOD-BAD (an installed lgcheck:\n"
"                       lgcheck-bisect/GOOD-BAD here)\n"
"      --confidence=P   percent, of the answer; default 99\n"
"      --max-runs=N     of one commit; default 30\n"
"      --build-command=\"WORDS\"  instead of module/guest/build; --tree,\n"
"                       --objects and --out are added to it\n"
"      --run-command=\"WORDS\"  instead of lgcheck run; --kernel, --results and\n"
"                       --suite are added to it\n"
"      --judge=RESULTS  only say what these results show of the failure of\n"
"                       --for, by the exit status: 0 it is not there, 1 it is,\n"
"                       125 cannot tell (for git bisect run)\n"
"  -h, --help           this text\n"
"\n"
"A commit that does not build, or fails in another way, is passed over.\n"
"Exit status: 0 the commit was found and verified, 2 usage, 125 cannot tell.\n";

enum {
	OPT_GOOD = 256,
	OPT_BAD,
	OPT_TREE,
	OPT_FOR,
	OPT_TEST,
	OPT_SUITE,
	OPT_WORK,
	OPT_CONFIDENCE,
	OPT_MAX_RUNS,
	OPT_BUILD,
	OPT_RUN,
	OPT_JUDGE,
};

static const struct option long_options[] = {
	{ "good", required_argument, NULL, OPT_GOOD },
	{ "bad", required_argument, NULL, OPT_BAD },
	{ "tree", required_argument, NULL, OPT_TREE },
	{ "for", required_argument, NULL, OPT_FOR },
	{ "test", required_argument, NULL, OPT_TEST },
	{ "suite", required_argument, NULL, OPT_SUITE },
	{ "work", required_argument, NULL, OPT_WORK },
	{ "confidence", required_argument, NULL, OPT_CONFIDENCE },
	{ "max-runs", required_argument, NULL, OPT_MAX_RUNS },
	{ "build-command", required_argument, NULL, OPT_BUILD },
	{ "run-command", required_argument, NULL, OPT_RUN },
	{ "judge", required_argument, NULL, OPT_JUDGE },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static int set_command(const char **out, struct words *w, const char *name,
		       const char *text, struct refusal *err)
{
	const char *wrong = value_words(text, w);

	if (!wrong && !w->n)
		wrong = "a command";
	if (wrong)
		return refuse(err, EINVAL, "--%s=%s: expected %s", name,
			      text, wrong);
	for (unsigned i = 0; i < w->n; i++)
		out[i] = w->w[i].text;
	out[w->n] = NULL;
	return 0;
}

static int take(struct bisect_options *o, int c, const char *arg,
		struct refusal *err)
{
	double percent;
	char *end;

	switch (c) {
	case OPT_GOOD:
		o->good = arg;
		return 0;
	case OPT_BAD:
		o->bad = arg;
		return 0;
	case OPT_TREE:
		o->tree = arg;
		return 0;
	case OPT_FOR:
		o->saved = arg;
		return 0;
	case OPT_TEST:
		o->test = arg;
		return 0;
	case OPT_SUITE:
		if (o->n_suites == BISECT_WORDS)
			return refuse(err, EINVAL, "more than %d suites",
				      BISECT_WORDS);
		o->suites[o->n_suites++] = arg;
		return 0;
	case OPT_WORK:
		text_copy(o->work, sizeof(o->work), arg);
		return 0;
	case OPT_CONFIDENCE:
		percent = strtod(arg, &end);
		if (*end || !(percent >= 50 && percent <= 99.999))
			return refuse(err, EINVAL,
				      "--confidence=%s: expected percent from 50 to 99.999",
				      arg);
		o->doubt = 1 - percent / 100;
		return 0;
	case OPT_MAX_RUNS:
		if (value_number(arg, 1000, &o->max_runs) || o->max_runs < 2)
			return refuse(err, EINVAL,
				      "--max-runs=%s: expected a number from 2 to 1000",
				      arg);
		return 0;
	case OPT_BUILD:
		return set_command(o->build, &o->build_words,
				   "build-command", arg, err);
	case OPT_RUN:
		return set_command(o->run, &o->run_words, "run-command", arg,
				   err);
	case OPT_JUDGE:
		o->judge = arg;
		return 0;
	case 'h':
		o->help = true;
		return 0;
	}
	return refuse(err, EINVAL, "option not understood");
}

/* A path relative to this program, build/harness/lgcheck. */
static int set_defaults(struct bisect_options *o, struct refusal *err)
{
	static char self[4096], build[4200], run[4200];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (n <= 0)
		return refuse(err, EIO, "/proc is not mounted");
	for (int i = 0; i < 2; i++) {
		char *slash = strrchr(self, '/');

		if (slash)
			*slash = '\0';
	}
	snprintf(build, sizeof(build), "%.4000s/../module/guest/build", self);
	snprintf(run, sizeof(run), "%.4000s/harness/lgcheck", self);
	if (!o->build[0])
		o->build[0] = build;
	if (!o->run[0]) {
		o->run[0] = run;
		o->run[1] = "run";
	}
	snprintf(o->places, sizeof(o->places), "%.4000s/installed", self);
	if (access(o->places, F_OK))
		snprintf(o->places, sizeof(o->places), "%.4000s/bisect", self);
	else
		text_copy(o->places, sizeof(o->places), "lgcheck-bisect");
	return 0;
}

static int check(const struct bisect_options *o, struct refusal *err)
{
	if (o->judge)
		return o->saved ? 0 :
		       refuse(err, EINVAL,
			      "--judge needs --for: which failure?");
	if (!o->good || !o->bad || !o->tree)
		return refuse(err, EINVAL,
			      "give --good, --bad and --tree; lgcheck bisect --help says more");
	return 0;
}

int bisect_options_parse(int argc, char **argv, struct bisect_options *o,
			 struct refusal *err)
{
	int c, ret = 0;

	memset(o, 0, sizeof(*o));
	o->doubt = 0.01;
	o->max_runs = 30;
	opterr = 0;
	optind = 1;
	while (!ret &&
	       (c = getopt_long(argc, argv, "+:h", long_options, NULL)) != -1) {
		if (c == '?')
			ret = refuse(err, EINVAL,
				     "%s: no such option; lgcheck bisect --help lists them",
				     argv[optind - 1]);
		else if (c == ':')
			ret = refuse(err, EINVAL, "%s: needs a value",
				     argv[optind - 1]);
		else
			ret = take(o, c, optarg, err);
	}
	if (ret || o->help)
		return ret;
	if (optind < argc && strcmp(argv[optind - 1], "--"))
		return refuse(err, EINVAL,
			      "%s: not an option; options of run go after --",
			      argv[optind]);
	o->extra = (const char *const *)argv + optind;
	ret = check(o, err);
	return ret ? ret : set_defaults(o, err);
}
