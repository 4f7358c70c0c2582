// SPDX-License-Identifier: GPL-2.0
/* "lgcheck run": runs suites in guests and scores them. */
#include "command/command.h"
#include "run/session.h"

#include <stdio.h>

static const char *const default_suites[] = { "guest", "script", "kunit" };
#define DEFAULTS (sizeof(default_suites) / sizeof(*default_suites))

static const char run_help[] =
"usage: lgcheck run --kernel=FILE [options] [SUITE | SUITE/TEST | PATTERN]...\n"
"\n"
"Runs suites of tests in guests of a kernel built by `make guest` and says\n"
"what came of it.\n"
"\n";

static const char run_options[] =
"      --stats          show what the host counted for each guest\n"
"      --image-diff     tell what each guest wrote to its root disk, and what\n"
"                       e2fsck says of it\n"
"      --as-is          tell a suite's verdict even where its suite file says\n"
"                       which verdict is expected\n"
"\n"
"How often and in which order:\n"
"  -j, --jobs=N         so many guests side by side, default 1\n"
"      --repeat=N       everything N times\n"
"      --until-fail     again and again until something fails (with --repeat:\n"
"                       N times at most); what passes is not kept\n"
"      --shuffle=SEED   another order of suites and tests for each seed, a new\n"
"                       one for each repetition (SEED, SEED+1, ...); \"new\"\n"
"                       makes a seed and prints it\n"
"      --retry[=N]      run again what failed, up to N times (1); what then\n"
"                       passes is FLAKY, which is no failure; both outcomes\n"
"                       are reported\n"
"      --shard=I/N      only the I-th of N parts; if not given, read from\n"
"                       CI_NODE_INDEX and CI_NODE_TOTAL (GitLab; not in a\n"
"                       job of \"parallel: matrix\", by CI_JOB_NAME),\n"
"                       BUILDKITE_PARALLEL_JOB and ..._JOB_COUNT or\n"
"                       SLURM_ARRAY_TASK_ID and ..._COUNT\n"
"\n";

static const char run_reports[] =
"Reports, in the folder of results and wherever else they are wanted:\n"
"      --junit=FILE     JUnit XML (junit.xml)\n"
"      --html=FILE      one page for a browser (report.html)\n"
"      --json=FILE      everything (results.json)\n"
"      --baseline=FILE  failures that are in this file count as passed, those\n"
"                       that are fixed are named; `lgcheck baseline` makes one\n"
"\n";

static const char run_status[] =
"Exit status: 0 all passed, 1 a test failed, 2 usage or a bad suite, 3 a guest\n"
"crashed, 4 hung or out of time, 5 never reached the first test, 125 cannot\n"
"tell (the harness or the machine failed).\n";

int command_run(int argc, char **argv)
{
	struct options o;
	struct session s = { .options = &o };
	struct refusal m = { "" };
	int status;

	if (options_parse(argc, argv, &o, &m))
		return refusal_tell(&m, STATUS_USAGE);
	if (o.help) {
		printf("%s%s%s%s%s", run_help, options_common, run_options,
		       run_reports, run_status);
		return STATUS_PASSED;
	}
	terminal_init(&s.terminal, stdout, o.verbose);
	status = session_run(&s, default_suites, DEFAULTS);
	session_tell(&s);
	session_free(&s);
	if (s.summary.interrupted)
		session_die_of(s.summary.interrupted);
	return status;
}
