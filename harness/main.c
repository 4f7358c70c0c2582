// SPDX-License-Identifier: GPL-2.0
/*
 * lgcheck: the table of its commands. Reading order: this file, command/run.c,
 * run/session.c (a run), run/run.c (a guest), score/score.c and score/judge.c
 * (verdicts), then the parsers beside them. The command line, the suites and
 * the kernel are the user's; every byte that comes from a guest is hostile.
 */
#include "bisect/bisect.h"
#include "command/command.h"
#include "lib/standard.h"
#include "lib/verdict.h"
#include "lib/version.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct command commands[] = {
	{ "run", command_run, "run suites of tests in guests and score them" },
	{ "list", command_list, "show suites and tests" },
	{ "machine", command_machine, "say which machine runs a kernel" },
	{ "rerun", command_rerun, "run a failed guest again from its bundle" },
	{ "minimise", command_minimise, "find the fewest tests that still fail" },
	{ "baseline", command_baseline, "print a run's failures as a baseline" },
	{ "compare", command_compare, "say what changed from one run to another" },
	{ "merge", command_merge, "put the results of shards together" },
	{ "score", command_score, "score a saved console log" },
	{ "bisect", bisect, "find the commit that brought a failure" },
};

#define COMMANDS (sizeof(commands) / sizeof(*commands))

static int help(void)
{
	puts("usage: lgcheck COMMAND [options]\n");
	for (size_t i = 0; i < COMMANDS; i++)
		printf("  %-10s %s\n", commands[i].name, commands[i].what);
	puts("  help       this text; with the name of a command, its own\n"
	     "\n"
	     "lgcheck COMMAND --help says more about each; lgcheck --version.\n"
	     "\n"
	     "Exit status: 0 all passed, 1 a test failed, 2 usage or a bad file,\n"
	     "3 a guest crashed, 4 hung or out of time, 5 never reached the first test,\n"
	     "125 cannot tell (the harness or the machine failed).");
	return STATUS_PASSED;
}

/* Output that was cut short must not look complete. */
static int written(int status)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };
	bool bad = fflush(stdout);

	/* A reader who has left has read enough. */
	if ((!bad && !ferror(stdout)) ||
	    (poll(&out, 1, 0) == 1 && out.revents & POLLERR))
		return status;
	fprintf(stderr, "lgcheck: standard output cannot be written%s%s\n",
		bad ? ": " : "", bad ? strerror(errno) : "");
	return status == STATUS_PASSED ? STATUS_CANNOT_TELL : status;
}

static int call(int argc, char **argv)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (!strcmp(argv[0], commands[i].name))
			return written(commands[i].fn(argc, argv));
	fprintf(stderr,
		"lgcheck: %s: no such command; lgcheck help lists them\n",
		argv[0]);
	return STATUS_USAGE;
}

int main(int argc, char **argv)
{
	char dash_help[] = "--help";
	char *ask[] = { NULL, dash_help, NULL };

	/* Read-only: writing to a closed stdout fails, and we report that. */
	standard_open(O_RDONLY);
	if (argc < 2) {
		fputs("lgcheck: give a command, such as \"run\"; lgcheck help lists them\n",
		      stderr);
		return STATUS_USAGE;
	}
	if (!strcmp(argv[1], "--version")) {
		puts("lgcheck " LGCHECK_VERSION);
		return STATUS_PASSED;
	}
	if (!strcmp(argv[1], "-h") || !strcmp(argv[1], "--help"))
		return written(help());
	if (strcmp(argv[1], "help"))
		return call(argc - 1, argv + 1);
	if (argc == 2)
		return written(help());
	ask[0] = argv[2];
	return call(2, ask);
}
