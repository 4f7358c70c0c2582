// SPDX-License-Identifier: GPL-2.0
/*
 * Annotations. A guest's text cannot begin or end a workflow command:
 * everything that GitHub takes for syntax is escaped.
 */
#include "report/annotate.h"

#include "report/cases.h"
#include "report/results.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

struct annotation {
	FILE *out;
	FILE *summary;
	json_t *quality;
};

static void put_escaped(FILE *f, const char *text, bool property)
{
	for (; *text; text++) {
		if (*text == '%' || *text == '\n' || *text == '\r' ||
		    (property && strchr(":,", *text)))
			fprintf(f, "%%%02X", (unsigned char)*text);
		else
			putc(*text, f);
	}
}

/* The suite file's path in the repository, or "". */
static const char *file_below(const char *file, const char *top)
{
	size_t n = top ? strlen(top) : 0;
	static char real[4096];

	if (!n || !realpath(file, real))
		return "";
	file = real;
	return !strncmp(file, top, n) && file[n] == '/' ? file + n + 1 : "";
}

static void github(void *ctx, const struct case_of *k)
{
	struct annotation *a = ctx;
	const char *file = file_below(text_field(k->entry, "file"),
				      getenv("GITHUB_WORKSPACE"));

	if (!k->failed && k->verdict != VERDICT_FLAKY)
		return;
	fprintf(a->out, "::%s ", k->failed ? "error" : "warning");
	if (*file) {
		fputs("file=", a->out);
		put_escaped(a->out, file, true);
		putc(',', a->out);
	}
	fputs("title=", a->out);
	put_escaped(a->out, verdict_name(k->verdict), true);
	putc(' ', a->out);
	put_escaped(a->out, k->suite, true);
	putc('/', a->out);
	put_escaped(a->out, k->name, true);
	fputs("::", a->out);
	put_escaped(a->out, k->reason, false);
	if (k->rerun[0]) {
		fputs("%0A", a->out);
		put_escaped(a->out, k->rerun, false);
	}
	putc('\n', a->out);
}

/* A cell of a Markdown table. */
static void put_cell(FILE *f, const char *text)
{
	fputs("| ", f);
	for (; *text; text++) {
		if (strchr("|<>&`*_[]\\", *text))
			fprintf(f, "&#%d;", *text);
		else
			putc(*text == '\n' ? ' ' : *text, f);
	}
	putc(' ', f);
}

static void summary_row(void *ctx, const struct case_of *k)
{
	struct annotation *a = ctx;
	char name[600];

	if (!k->failed && k->verdict != VERDICT_FLAKY)
		return;
	snprintf(name, sizeof(name), "%.200s/%.300s", k->suite, k->name);
	put_cell(a->summary, verdict_name(k->verdict));
	put_cell(a->summary, name);
	put_cell(a->summary, k->reason);
	fputs("|\n", a->summary);
}

static void quality(void *ctx, const struct case_of *k)
{
	struct annotation *a = ctx;
	const char *file = file_below(text_field(k->entry, "file"),
				      getenv("CI_PROJECT_DIR"));
	const char *const parts[] = { k->suite, "/", k->name, " ",
				      k->signature };
	char text[1200], print[20];
	unsigned long crc = 0;

	if (!k->failed)
		return;
	for (int i = 0; i < 5; i++)
		crc = crc32(crc, (const unsigned char *)parts[i],
			    strlen(parts[i]));
	snprintf(print, sizeof(print), "%08lx", crc);
	snprintf(text, sizeof(text), "%s %.200s/%.300s: %.600s",
		 verdict_name(k->verdict), k->suite, k->name, k->reason);
	json_array_append_new(a->quality,
		json_pack("{s:o, s:s, s:s, s:s, s:{s:s, s:{s:i}}}",
			  "description", results_string(text), "check_name",
			  "lgcheck", "fingerprint", print, "severity",
			  k->verdict == VERDICT_FAIL ? "major" : "critical",
			  "location", "path", *file ? file : k->suite,
			  "lines", "begin", 1));
}

static void each(const json_t *results,
		 void (*fn)(void *, const struct case_of *), void *ctx)
{
	json_t *suite;
	size_t i;

	json_array_foreach(json_object_get(results, "suites"), i, suite)
		each_case(suite, fn, ctx);
}

static bool is_true(const char *name)
{
	const char *v = getenv(name);

	return v && !strcmp(v, "true");
}

static void write_summary(const json_t *results, struct annotation *a)
{
	const json_t *t = json_object_get(results, "totals");

	fprintf(a->summary,
		"**lgcheck**: %lld passed, %lld failed, %lld skipped\n\n| verdict | test | reason |\n|---|---|---|\n",
		(long long)json_integer_value(json_object_get(t, "passed")),
		(long long)json_integer_value(json_object_get(t, "failed")),
		(long long)json_integer_value(json_object_get(t, "skipped")));
	each(results, summary_row, a);
}

int annotate(const json_t *results, FILE *out, const char *dir,
	     struct refusal *err)
{
	struct annotation a = { .out = out };
	const char *file = getenv("GITHUB_STEP_SUMMARY");
	char path[4400];
	int ret = 0;

	if (is_true("GITHUB_ACTIONS")) {
		each(results, github, &a);
		a.summary = file && *file ? fopen(file, "ae") : NULL;
		if (a.summary) {
			write_summary(results, &a);
			fclose(a.summary);
		}
	}
	if (is_true("GITLAB_CI")) {
		a.quality = json_array();
		each(results, quality, &a);
		snprintf(path, sizeof(path), "%.4300s/gl-code-quality.json",
			 dir);
		ret = results_save(a.quality, path, err);
		json_decref(a.quality);
	}
	return ret;
}
