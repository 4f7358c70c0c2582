// SPDX-License-Identifier: GPL-2.0
/* "lgcheck compare": says what changed from one run to another. */
#include "command/command.h"
#include "lib/verdict.h"
#include "report/compare.h"
#include "report/html.h"
#include "report/schema.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const char help[] =
"usage: lgcheck compare [--html=FILE] A B\n"
"\n"
"Compares two runs, each given as its results.json or its folder: which tests\n"
"fail now and did not (new), fail in another way (other), fail as before\n"
"(still), pass again (fixed), were not run (gone).\n"
"\n"
"      --html=FILE      a page with both runs side by side\n"
"  -h, --help           this text\n"
"\n"
"Exit status: 0 nothing new fails, 1 something does, 2 usage or a bad file.\n";

static int tell(const struct difference *d, int n)
{
	unsigned count[CHANGES] = { 0 };

	for (int c = 0; c < CHANGE_SAME; c++) {
		for (int i = 0; i < n; i++) {
			const struct side *s = d[i].b.verdict &&
				c != CHANGE_FIXED ? &d[i].b : &d[i].a;

			if ((int)d[i].change != c || c == CHANGE_ADDED)
				continue;
			printf("%-5s %s  %s%s%s%s\n", change_name(c), d[i].test,
			       c == CHANGE_FIXED ? "was " : "",
			       s->signature[0] ? s->signature : s->verdict,
			       c == CHANGE_OTHER ? ", was " : "",
			       c == CHANGE_OTHER ? d[i].a.signature : "");
		}
	}
	for (int i = 0; i < n; i++)
		count[d[i].change]++;
	printf("%u new, %u other, %u still failing, %u fixed, %u gone, %u added, %u same\n",
	       count[CHANGE_NEW], count[CHANGE_OTHER], count[CHANGE_STILL],
	       count[CHANGE_FIXED], count[CHANGE_GONE], count[CHANGE_ADDED],
	       count[CHANGE_SAME]);
	return count[CHANGE_NEW] || count[CHANGE_OTHER] ? STATUS_FAILED :
							  STATUS_PASSED;
}

static int compare_files(const char *a, const char *b, const char *html)
{
	struct refusal m = { "" };
	struct difference *d = NULL;
	json_t *ja = results_load(a, &m);
	json_t *jb = ja ? results_load(b, &m) : NULL, *keep = NULL;
	int n, status = STATUS_USAGE;

	if (!jb) {
		refusal_tell(&m, status);
	} else if ((n = compare_runs(ja, jb, &d, &keep)) < 0) {
		refuse(&m, ENOMEM, "out of memory");
		status = refusal_tell(&m, STATUS_CANNOT_TELL);
	} else {
		status = tell(d, n);
		if (html && html_compare(ja, jb, d, n, html, &m))
			status = refusal_tell(&m, STATUS_CANNOT_TELL);
	}
	free(d);
	json_decref(keep);
	json_decref(ja);
	json_decref(jb);
	return status;
}

int command_compare(int argc, char **argv)
{
	static const struct option options[] = {
		{ "html", required_argument, NULL, 'w' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct refusal m = { "" };
	const char *html = NULL;
	int c;

	opterr = 0;
	optind = 1;
	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (c == 'h') {
			fputs(help, stdout);
			return STATUS_PASSED;
		}
		if (c != 'w') {
			refuse(&m, EINVAL,
			       "%s: no such option, or it needs a value; lgcheck compare --help lists them",
			       argv[optind - 1]);
			return refusal_tell(&m, STATUS_USAGE);
		}
		html = optarg;
	}
	if (argc - optind != 2) {
		refuse(&m, EINVAL,
		       "give two runs to compare; lgcheck compare --help says more");
		return refusal_tell(&m, STATUS_USAGE);
	}
	return compare_files(argv[optind], argv[optind + 1], html);
}
