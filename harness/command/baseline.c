// SPDX-License-Identifier: GPL-2.0
/* "lgcheck baseline": prints a run's failures as a file of known ones. */
#include "command/command.h"
#include "lib/verdict.h"
#include "report/baseline.h"
#include "report/schema.h"

#include <string.h>

static const char help[] =
"usage: lgcheck baseline RESULTS\n"
"\n"
"Prints the failures of a run (its results.json, or its folder) as a baseline:\n"
"a file for lgcheck run --baseline=FILE, whose failures then count as passed.\n"
"A line is SUITE/TEST :: SIGNATURE; * for the signature means any.\n";

int command_baseline(int argc, char **argv)
{
	struct refusal m = { "" };
	json_t *j;

	if (argc == 2 && (!strcmp(argv[1], "--help") ||
			  !strcmp(argv[1], "-h"))) {
		fputs(help, stdout);
		return STATUS_PASSED;
	}
	if (argc == 2 && argv[1][0] == '-') {
		fprintf(stderr,
			"lgcheck: %s: no such option; lgcheck baseline --help says more\n",
			argv[1]);
		return STATUS_USAGE;
	}
	j = argc == 2 ? results_load(argv[1], &m) : NULL;
	if (!j) {
		fprintf(stderr, "lgcheck: %s\n",
			argc == 2 ? m.text : "give the results of one run; lgcheck baseline --help says more");
		return STATUS_USAGE;
	}
	baseline_print(j, stdout);
	json_decref(j);
	return STATUS_PASSED;
}
