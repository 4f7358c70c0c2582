// SPDX-License-Identifier: GPL-2.0
/*
 * lgcheck: runs test suites in guests and scores them.  Reading order: this
 * file, session.c (a run), run.c (a guest), score.c and judge.c (verdicts),
 * then the parsers.  Trust: the user, the suites and the kernel file are the
 * user's; every byte that comes from a guest is hostile.
 */
#include "options.h"
#include "session.h"

#include <stdio.h>

#define VERSION "0.1"

int main(int argc, char **argv)
{
	struct options o;
	struct message m = { "" };

	if (options_parse(argc, argv, &o, &m)) {
		fprintf(stderr, "lgcheck: %s\n", m.text);
		return STATUS_USAGE;
	}
	if (o.help)
		fputs(options_help, stdout);
	else if (o.version)
		puts("lgcheck " VERSION);
	else
		return session_run(&o);
	return 0;
}
