// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzes results.json. What breaks the schema is refused with its file; what
 * keeps it goes through each report, and compared with itself shows no change.
 */
#include "file.h"
#include "report/html.h"
#include "report/junit.h"
#include "report/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void report(const json_t *results)
{
	struct difference *d = NULL;
	struct refusal m = { "" };
	json_t *keep = NULL;
	char path[100];
	int n;

	n = compare_runs(results, results, &d, &keep);
	if (n < 0)
		abort();
	for (int i = 0; i < n; i++)
		if (d[i].change != CHANGE_SAME && d[i].change != CHANGE_STILL)
			abort();
	snprintf(path, sizeof(path), "%s/report", fuzz_dir());
	if (html_run(results, path, &m) || junit_write(results, path, &m) ||
	    html_compare(results, results, d, n, path, &m))
		abort();
	free(d);
	json_decref(keep);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file("results.json", data, size);
	struct refusal m = { "" };
	json_t *results = results_load(path, &m);

	if (results)
		report(results);
	else if (strncmp(m.text, path, strlen(path)) ||
		 m.text[strlen(path)] != ':')
		abort();
	json_decref(results);
	return 0;
}
