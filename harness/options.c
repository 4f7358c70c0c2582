// SPDX-License-Identifier: GPL-2.0
/*
 * Command line of the commands that run guests.  Called by them.
 */
#include "options.h"
#include "value.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char options_help[] =
"usage: lgcheck run --kernel=FILE [options] [SUITE...]\n"
"\n"
"Runs suites of tests in guests of a kernel built by `make guest` and says\n"
"what came of it.\n"
"\n"
"  -k, --kernel=FILE    bzImage or vmlinux under test\n"
"  -s, --suite=NAME     a suite by its name in the suites folder, or the path\n"
"                       of its folder; repeatable; default: guest, script,\n"
"                       kunit\n"
"      --suites=DIR     the suites folder\n"
"      --results=DIR    where results go, default BUILD/results\n"
"      --launcher=FILE  default BUILD/launcher/lguest\n"
"      --build=DIR      what \"build:\" in suites means; default: the build\n"
"                       folder that this program is in\n"
"  -m, --memory=SIZE    memory of every guest, such as 64m\n"
"      --stats          show what the host counted for each guest\n"
"      --as-is          tell a suite's verdict even where its suite file says\n"
"                       which verdict is expected\n"
"  -v, --verbose        also what the launcher says, and diagnostics\n"
"  -h, --help           this text\n"
"\n"
"Exit status: 0 all passed, 1 a test failed, 2 usage or a bad suite, 3 a guest\n"
"crashed, 4 hung or out of time, 5 never reached the first test, 125 cannot\n"
"tell (the harness or the machine failed).\n";

enum {
	OPT_SUITES = 256,
	OPT_RESULTS,
	OPT_LAUNCHER,
	OPT_BUILD,
	OPT_STATS,
	OPT_AS_IS,
};

static const struct option long_options[] = {
	{ "kernel", required_argument, NULL, 'k' },
	{ "suite", required_argument, NULL, 's' },
	{ "suites", required_argument, NULL, OPT_SUITES },
	{ "results", required_argument, NULL, OPT_RESULTS },
	{ "launcher", required_argument, NULL, OPT_LAUNCHER },
	{ "build", required_argument, NULL, OPT_BUILD },
	{ "memory", required_argument, NULL, 'm' },
	{ "stats", no_argument, NULL, OPT_STATS },
	{ "as-is", no_argument, NULL, OPT_AS_IS },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static int add_suite(struct options *o, const char *name, struct message *err)
{
	for (unsigned i = 0; i < o->n_suites; i++)
		if (!strcmp(o->suites[i], name))
			return message_set(err, EINVAL,
					   "suite %s is given twice", name);
	if (o->n_suites == OPTIONS_SUITES)
		return message_set(err, EINVAL, "more than %d suites",
				   OPTIONS_SUITES);
	o->suites[o->n_suites++] = name;
	return 0;
}

/* The build folder that holds this program: two levels up. */
static void default_build(char *out, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", out, size - 1);
	char *slash;

	if (n > 0) {
		out[n] = '\0';
		for (int i = 0; i < 2; i++) {
			slash = strrchr(out, '/');
			if (slash && slash > out)
				*slash = '\0';
		}
		return;
	}
	text_copy(out, size, "build");
}

static int take(struct options *o, int c, const char *arg, struct message *err)
{
	uint64_t bytes;

	switch (c) {
	case 'k':
		o->kernel = arg;
		return 0;
	case 's':
		return add_suite(o, arg, err);
	case OPT_SUITES:
		text_copy(o->suites_dir, sizeof(o->suites_dir), arg);
		return 0;
	case OPT_RESULTS:
		text_copy(o->results_dir, sizeof(o->results_dir), arg);
		return 0;
	case OPT_LAUNCHER:
		text_copy(o->launcher, sizeof(o->launcher), arg);
		return 0;
	case OPT_BUILD:
		text_copy(o->build, sizeof(o->build), arg);
		return 0;
	case 'm':
		o->memory = arg;
		if (value_size(arg, &bytes))
			return message_set(err, EINVAL, "--memory=%s: not a "
					   "size; give one such as 64m", arg);
		return 0;
	case OPT_STATS:
		o->stats = true;
		return 0;
	case OPT_AS_IS:
		o->as_is = true;
		return 0;
	case 'v':
		o->verbose = true;
		return 0;
	case 'h':
		o->help = true;
		return 0;
	}
	return message_set(err, EINVAL, "option not understood; "
			   "lgcheck run --help lists them");
}

static void set_defaults(struct options *o)
{
	if (!o->build[0])
		default_build(o->build, sizeof(o->build) - 32);
	if (!o->suites_dir[0])
		snprintf(o->suites_dir, sizeof(o->suites_dir),
			 "%.4000s/../suites", o->build);
	if (!o->results_dir[0])
		snprintf(o->results_dir, sizeof(o->results_dir),
			 "%.4000s/results", o->build);
	if (!o->launcher[0])
		snprintf(o->launcher, sizeof(o->launcher),
			 "%.4000s/launcher/lguest", o->build);
}

int options_parse(int argc, char **argv, struct options *o,
		  struct message *err)
{
	int c, ret = 0;

	memset(o, 0, sizeof(*o));
	opterr = 0;
	optind = 1;
	while (!ret &&
	       (c = getopt_long(argc, argv, ":k:s:m:vh", long_options, NULL)) !=
		       -1) {
		if (c == '?')
			ret = message_set(err, EINVAL, "%s: no such option; "
					  "lgcheck run --help lists them",
					  argv[optind - 1]);
		else if (c == ':')
			ret = message_set(err, EINVAL, "%s: needs a value",
					  argv[optind - 1]);
		else
			ret = take(o, c, optarg, err);
	}
	if (ret || o->help)
		return ret;
	for (; !ret && optind < argc; optind++)
		ret = add_suite(o, argv[optind], err);
	set_defaults(o);
	return ret;
}
