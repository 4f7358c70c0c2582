// SPDX-License-Identifier: GPL-2.0
/*
 * Comparison of two runs, and the command "compare".  Results have been
 * checked when they were read.
 */
#include "report/compare.h"
#include "command/command.h"
#include "report/html.h"
#include "report/results_read.h"
#include "report/schema.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[CHANGES] = {
	[CHANGE_NEW] = "new",	  [CHANGE_OTHER] = "other",
	[CHANGE_STILL] = "still", [CHANGE_FIXED] = "fixed",
	[CHANGE_GONE] = "gone",	  [CHANGE_ADDED] = "added",
	[CHANGE_SAME] = "same",
};

const char *change_name(enum change c)
{
	return names[c];
}

/* Of a test that ran several times the worst counts. */
static void take(void *ctx, const struct case_of *k)
{
	json_t *table = ctx, *old;
	enum verdict v = VERDICT_PASS;
	char key[900];

	snprintf(key, sizeof(key), "%.300s/%.500s", k->suite, k->name);
	old = json_object_get(table, key);
	if (old && (verdict_parse(text_field(old, "verdict"), &v) ||
		    v >= k->verdict))
		return;
	json_object_set_new(table, key,
			    json_pack("{s:s, s:s, s:s, s:f}", "verdict",
				      verdict_name(k->verdict), "signature",
				      k->signature, "reason", k->reason,
				      "duration", k->duration));
}

static json_t *table_of(const json_t *run)
{
	json_t *table = json_object(), *suite;
	size_t i;

	json_array_foreach(json_object_get(run, "suites"), i, suite)
		each_case(suite, take, table);
	return table;
}

static bool fails(const json_t *side)
{
	enum verdict v = VERDICT_PASS;

	return !verdict_parse(text_field(side, "verdict"), &v) &&
	       v >= VERDICT_FAIL;
}

static bool skipped(const json_t *side)
{
	return !strcmp(text_field(side, "verdict"), "SKIP");
}

static struct side side_of(const json_t *j)
{
	struct side s = { j ? text_field(j, "verdict") : NULL,
			  text_field(j, "signature"), text_field(j, "reason"),
			  json_number_value(json_object_get(j, "duration")) };

	return s;
}

static enum change change_of(const json_t *a, const json_t *b)
{
	if (!b)
		return CHANGE_GONE;
	if (fails(b) && !fails(a))
		return CHANGE_NEW;
	if (fails(b))
		return strcmp(text_field(a, "signature"),
			      text_field(b, "signature")) ? CHANGE_OTHER :
							    CHANGE_STILL;
	if (!a)
		return CHANGE_ADDED;
	if (skipped(b) && !skipped(a))
		return CHANGE_GONE;
	return fails(a) ? CHANGE_FIXED : CHANGE_SAME;
}

int compare_runs(const json_t *a, const json_t *b, struct difference **out,
		 json_t **keep)
{
	json_t *ta = table_of(a), *tb = table_of(b), *v;
	struct difference *d;
	const char *key;
	int n = 0;

	*keep = json_pack("[o, o]", ta, tb);
	d = calloc(json_object_size(ta) + json_object_size(tb) + 1,
		   sizeof(*d));
	*out = d;
	if (!*keep || !d)
		return -ENOMEM;
	json_object_foreach(tb, key, v) {
		const json_t *old = json_object_get(ta, key);

		d[n++] = (struct difference){ key, change_of(old, v),
					      side_of(old), side_of(v) };
	}
	json_object_foreach(ta, key, v)
		if (!json_object_get(tb, key))
			d[n++] = (struct difference){ key, CHANGE_GONE,
						      side_of(v),
						      side_of(NULL) };
	return n;
}

/* --- the command --- */

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

static int complain(const struct message *m)
{
	fprintf(stderr, "lgcheck: %s\n", m->text);
	return STATUS_USAGE;
}

static int tell(const struct difference *d, int n)
{
	unsigned count[CHANGES] = { 0 };

	for (int c = 0; c < CHANGE_SAME; c++) {
		for (int i = 0; i < n; i++) {
			const struct side *s = d[i].b.verdict &&
				c != CHANGE_FIXED ? &d[i].b : &d[i].a;

			if ((int)d[i].change != c || c == CHANGE_ADDED)
				continue;
			printf("%-5s %s  %s%s%s%s\n", names[c], d[i].test,
			       c == CHANGE_FIXED ? "was " : "",
			       s->signature[0] ? s->signature : s->verdict,
			       c == CHANGE_OTHER ? ", was " : "",
			       c == CHANGE_OTHER ? d[i].a.signature : "");
		}
	}
	for (int i = 0; i < n; i++)
		count[d[i].change]++;
	printf("%u new, %u other, %u still failing, %u fixed, %u gone, "
	       "%u added, %u same\n", count[CHANGE_NEW], count[CHANGE_OTHER],
	       count[CHANGE_STILL], count[CHANGE_FIXED], count[CHANGE_GONE],
	       count[CHANGE_ADDED], count[CHANGE_SAME]);
	return count[CHANGE_NEW] || count[CHANGE_OTHER] ? STATUS_FAILED :
							  STATUS_PASSED;
}

static int compare_files(const char *a, const char *b, const char *html)
{
	struct message m = { "" };
	struct difference *d = NULL;
	json_t *ja = results_load(a, &m);
	json_t *jb = ja ? results_load(b, &m) : NULL, *keep = NULL;
	int n, status = STATUS_USAGE;

	if (!jb) {
		complain(&m);
	} else if ((n = compare_runs(ja, jb, &d, &keep)) < 0) {
		message_set(&m, ENOMEM, "out of memory");
		complain(&m);
		status = STATUS_CANNOT_TELL;
	} else {
		status = tell(d, n);
		if (html && html_compare(ja, jb, d, n, html, &m)) {
			complain(&m);
			status = STATUS_CANNOT_TELL;
		}
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
	struct message m = { "" };
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
			message_set(&m, EINVAL, "%s: no such option, or it "
				    "needs a value; lgcheck compare --help "
				    "lists them", argv[optind - 1]);
			return complain(&m);
		}
		html = optarg;
	}
	if (argc - optind != 2) {
		message_set(&m, EINVAL, "give two runs to compare; lgcheck "
			    "compare --help says more");
		return complain(&m);
	}
	return compare_files(argv[optind], argv[optind + 1], html);
}
