// SPDX-License-Identifier: GPL-2.0
/* The command line of commands that run guests; its words are the user's. */
#include "suite/options.h"

#include "lib/text.h"
#include "lib/value.h"
#include "suite/shard.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

const char options_common[] =
"  -k, --kernel=FILE    bzImage or vmlinux under test\n"
"  -s, --suite=NAME     the same as a word: a suite by its name in the suites\n"
"                       folder or by the path of its folder; SUITE/TEST; or a\n"
"                       pattern of these with * ? [ ], in quotes; repeatable;\n"
"                       default: guest, script, kunit\n"
"      --suites=DIR     the suites folder\n"
"      --results=DIR    where results go, default BUILD/results (an installed\n"
"                       lgcheck: lgcheck-results here)\n"
"      --machine=NAME   lguest or qemu; default: lguest, but qemu for a bzImage\n"
"                       that cannot be a guest of lguest\n"
"      --launcher=FILE  lguest, default BUILD/launcher/lguest\n"
"      --qemu=FILE      default: qemu-system-i386 or qemu-system-x86_64 in PATH\n"
"      --accel=NAME     kvm or tcg for qemu; default: kvm where it works\n"
"      --build=DIR      what \"build:\" in suites means; default: the build\n"
"                       folder that this program is in\n"
"  -m, --memory=SIZE    memory of every guest, such as 64m\n"
"      --wall-cap=N     a guest that waits for a CPU on a busy machine gets up\n"
"                       to N times its time limits by the clock; default 10\n"
"      --command=TEXT   what to print for \"lgcheck\" in commands to be typed\n"
"  -v, --verbose        also what the launcher says, and diagnostics\n"
"  -h, --help           this text\n";

enum {
	OPT_SUITES = 256,
	OPT_RESULTS,
	OPT_LAUNCHER,
	OPT_BUILD,
	OPT_STATS,
	OPT_AS_IS,
	OPT_REPEAT,
	OPT_UNTIL_FAIL,
	OPT_SHUFFLE,
	OPT_RETRY,
	OPT_SHARD,
	OPT_BASELINE,
	OPT_JUNIT,
	OPT_HTML,
	OPT_JSON,
	OPT_IMAGE_DIFF,
	OPT_WALL_CAP,
	OPT_COMMAND,
	OPT_MACHINE,
	OPT_QEMU,
	OPT_ACCEL,
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
	{ "jobs", required_argument, NULL, 'j' },
	{ "repeat", required_argument, NULL, OPT_REPEAT },
	{ "until-fail", no_argument, NULL, OPT_UNTIL_FAIL },
	{ "shuffle", required_argument, NULL, OPT_SHUFFLE },
	{ "retry", optional_argument, NULL, OPT_RETRY },
	{ "shard", required_argument, NULL, OPT_SHARD },
	{ "baseline", required_argument, NULL, OPT_BASELINE },
	{ "junit", required_argument, NULL, OPT_JUNIT },
	{ "html", required_argument, NULL, OPT_HTML },
	{ "json", required_argument, NULL, OPT_JSON },
	{ "image-diff", no_argument, NULL, OPT_IMAGE_DIFF },
	{ "wall-cap", required_argument, NULL, OPT_WALL_CAP },
	{ "command", required_argument, NULL, OPT_COMMAND },
	{ "machine", required_argument, NULL, OPT_MACHINE },
	{ "qemu", required_argument, NULL, OPT_QEMU },
	{ "accel", required_argument, NULL, OPT_ACCEL },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

/* Some commands take only these options, others all but these. */
static const struct {
	const char *command;
	bool all_but;
	int options[12];
} meanings[] = {
	{ "list", false, { 's', OPT_SUITES, OPT_BUILD, OPT_SHARD, OPT_SHUFFLE,
			   'v', 'h' } },
	{ "machine", false, { 'k', OPT_QEMU, OPT_ACCEL, 'v', 'h' } },
	/* "merge" itself says why it takes no --baseline. */
	{ "merge", false, { OPT_RESULTS, OPT_BUILD, OPT_JSON, OPT_JUNIT,
			    OPT_HTML, OPT_BASELINE, 'h' } },
	{ "minimise", true, { 'j', OPT_UNTIL_FAIL, OPT_RETRY, OPT_SHARD,
			      OPT_BASELINE } },
};

static bool has_meaning(const char *command, int c)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(*meanings); i++) {
		const int *o = meanings[i].options;

		if (strcmp(meanings[i].command, command))
			continue;
		while (*o && *o != c)
			o++;
		return meanings[i].all_but == !*o;
	}
	return true;
}

static int no_use(const char *command, int c, struct refusal *err)
{
	const struct option *o = long_options;

	while (o->val != c)
		o++;
	return refuse(err, EINVAL,
		      "--%s: lgcheck %s has no use for it; lgcheck %s --help lists its options",
		      o->name, command, command);
}

static int add_suite(struct options *o, const char *name, struct refusal *err)
{
	if (!*name)
		return refuse(err, EINVAL, "an empty suite name");
	for (unsigned i = 0; i < o->n_suites; i++)
		if (!strcmp(o->suites[i], name))
			return refuse(err, EINVAL,
				      "suite %s is given twice", name);
	if (o->n_suites == OPTIONS_SUITES)
		return refuse(err, EINVAL, "more than %d suites",
			      OPTIONS_SUITES);
	o->suites[o->n_suites++] = name;
	return 0;
}

/*
 * The build folder of this program, two levels up.  What is not an i386 program
 * is in its folder "native"; that is returned, or nothing.
 */
static const char *own_build(char *out, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", out, size - 1);
	char *slash;

	if (n <= 0) {
		text_copy(out, size, "build");
		return "";
	}
	out[n] = '\0';
	for (int i = 0; i < 2; i++) {
		slash = strrchr(out, '/');
		if (slash && slash > out)
			*slash = '\0';
	}
	slash = strrchr(out, '/');
	if (!slash || strcmp(slash, "/native"))
		return "";
	*slash = '\0';
	return "/native";
}

static int number(const char *option, const char *arg, unsigned min,
		  unsigned max, unsigned *to, struct refusal *err)
{
	if (value_number(arg, max, to) || *to < min)
		return refuse(err, EINVAL,
			      "--%s=%s: give a number from %u to %u", option,
			      arg, min, max);
	return 0;
}

static int take_seed(struct options *o, const char *arg, struct refusal *err)
{
	unsigned n;

	o->shuffle = true;
	if (!strcmp(arg, "new")) {
		o->seed = (uint64_t)time(NULL) * 2654435761u % 1000000000;
		return 0;
	}
	if (value_number(arg, 4294967295u, &n))
		return refuse(err, EINVAL,
			      "--shuffle=%s: give a number, or \"new\" for a seed that is printed",
			      arg);
	o->seed = n;
	return 0;
}

/* What guests run on. */
static int take_machine(struct options *o, int c, const char *arg,
			struct refusal *err)
{
	switch (c) {
	case OPT_MACHINE:
		o->machine = arg;
		if (!strcmp(arg, "lguest") || !strcmp(arg, "qemu"))
			return 0;
		return refuse(err, EINVAL,
			      "--machine=%s: there are lguest and qemu", arg);
	case OPT_QEMU:
		o->qemu = arg;
		return 0;
	case OPT_ACCEL:
		o->accelerator = arg;
		if (!strcmp(arg, "kvm") || !strcmp(arg, "tcg"))
			return 0;
		return refuse(err, EINVAL, "--accel=%s: there are kvm and tcg",
			      arg);
	}
	return -ENOENT;
}

/* Where things are and what is written. */
static int take_place(struct options *o, int c, const char *arg)
{
	switch (c) {
	case OPT_SUITES:
		text_copy(o->suites_dir, sizeof(o->suites_dir), arg);
		return 0;
	case OPT_RESULTS:
		text_copy(o->results_dir, sizeof(o->results_dir), arg);
		return 0;
	case OPT_LAUNCHER:
		o->own_launcher = true;
		text_copy(o->launcher, sizeof(o->launcher), arg);
		return 0;
	case OPT_BUILD:
		o->own_build = true;
		text_copy(o->build, sizeof(o->build), arg);
		return 0;
	case OPT_COMMAND:
		o->command = arg;
		return 0;
	case OPT_BASELINE:
		o->baseline = arg;
		return 0;
	case OPT_JUNIT:
		o->junit = arg;
		return 0;
	case OPT_HTML:
		o->html = arg;
		return 0;
	case OPT_JSON:
		o->json = arg;
		return 0;
	}
	return -ENOENT;
}

/* How often, in which order, how many. */
static int take_way(struct options *o, int c, const char *arg,
		    struct refusal *err)
{
	switch (c) {
	case 'j':
		return number("jobs", arg, 1, OPTIONS_JOBS, &o->jobs, err);
	case OPT_REPEAT:
		return number("repeat", arg, 1, 1000000, &o->repeat, err);
	case OPT_UNTIL_FAIL:
		o->until_fail = true;
		return 0;
	case OPT_SHUFFLE:
		return take_seed(o, arg, err);
	case OPT_RETRY:
		o->retry = 1;
		return arg ? number("retry", arg, 0, 100, &o->retry, err) : 0;
	case OPT_SHARD:
		return shard_parse(arg, &o->shard, &o->shards, err);
	case OPT_WALL_CAP:
		return number("wall-cap", arg, 1, 1000, &o->wall_factor, err);
	}
	return -ENOENT;
}

static int take(struct options *o, int c, const char *arg, struct refusal *err)
{
	uint64_t bytes;
	int ret;

	switch (c) {
	case 'k':
		o->kernel = arg;
		return 0;
	case 's':
		return add_suite(o, arg, err);
	case 'm':
		o->memory = arg;
		if (value_size(arg, &bytes) || !bytes)
			return refuse(err, EINVAL,
				      "--memory=%s: not a size; give one such as 64m",
				      arg);
		return 0;
	case OPT_STATS:
		o->stats = true;
		return 0;
	case OPT_AS_IS:
		o->as_is = true;
		return 0;
	case OPT_IMAGE_DIFF:
		o->image_diff = true;
		return 0;
	case 'v':
		o->verbose = true;
		return 0;
	case 'h':
		o->help = true;
		return 0;
	}
	ret = take_place(o, c, arg);
	if (ret == -ENOENT)
		ret = take_machine(o, c, arg, err);
	return ret == -ENOENT ? take_way(o, c, arg, err) : ret;
}

static void set_defaults(struct options *o)
{
	char build[sizeof(o->build) - 32];
	const char *own = own_build(build, sizeof(build));

	if (!o->build[0])
		text_copy(o->build, sizeof(o->build), build);
	if (!o->suites_dir[0])
		snprintf(o->suites_dir, sizeof(o->suites_dir),
			 "%.4000s/../suites", o->build);
	if (!o->results_dir[0]) {
		/* Do not write to an installed build folder. */
		snprintf(o->results_dir, sizeof(o->results_dir),
			 "%.4000s/installed", o->build);
		if (access(o->results_dir, F_OK))
			snprintf(o->results_dir, sizeof(o->results_dir),
				 "%.4000s/results", o->build);
		else
			text_copy(o->results_dir, sizeof(o->results_dir),
				  "lgcheck-results");
	}
	if (!o->launcher[0])
		snprintf(o->launcher, sizeof(o->launcher),
			 "%.4000s%s/launcher/lguest", o->build, own);
}

int options_parse(int argc, char **argv, struct options *o,
		  struct refusal *err)
{
	int c, ret = 0;

	memset(o, 0, sizeof(*o));
	o->jobs = 1;
	o->wall_factor = OPTIONS_WALL_CAP;
	opterr = 0;
	optind = 1;
	while (!ret && (c = getopt_long(argc, argv, ":k:s:m:j:vh",
					long_options, NULL)) != -1) {
		if (c == '?')
			ret = refuse(err, EINVAL,
				     "%s: no such option; lgcheck %s --help lists them",
				     argv[optind - 1], argv[0]);
		else if (c == ':')
			ret = refuse(err, EINVAL, "%s: needs a value",
				     argv[optind - 1]);
		else if (!has_meaning(argv[0], c))
			ret = no_use(argv[0], c, err);
		else
			ret = take(o, c, optarg, err);
	}
	if (ret || o->help)
		return ret;
	for (; !ret && optind < argc; optind++)
		ret = add_suite(o, argv[optind], err);
	if (!ret && !o->shards)
		ret = shard_environment(&o->shard, &o->shards, &o->shard_from,
					err);
	set_defaults(o);
	return ret;
}
