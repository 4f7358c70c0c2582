// SPDX-License-Identifier: GPL-2.0
/*
 * HTML pages. Most texts are a guest's: every one goes through put(), and as a
 * second line the page's own policy forbids scripts and everything from
 * elsewhere.
 */
#include "report/html.h"

#include "lib/paths.h"
#include "report/cases.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__asm__(".section .rodata\n"
	"page_css: .incbin \"report/page.css\"\n"
	".byte 0\n"
	".previous\n");
extern const char page_css[];

static void put(FILE *f, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '<':
			fputs("&lt;", f);
			break;
		case '>':
			fputs("&gt;", f);
			break;
		case '&':
			fputs("&amp;", f);
			break;
		case '"':
			fputs("&quot;", f);
			break;
		case '\'':
			fputs("&#39;", f);
			break;
		default:
			if ((unsigned char)*text >= ' ' || *text == '\n' ||
			    *text == '\t')
				putc(*text, f);
			else
				putc('?', f);
		}
	}
}

static void put_chip(FILE *f, const char *word)
{
	fprintf(f, "<span class=\"v %s\">%s</span>", word, word);
}

static void begin(FILE *f, const char *title)
{
	fputs("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>",
	      f);
	put(f, title);
	fprintf(f,
		"</title><style>\n%s</style></head><body><div class=\"page\">\n",
		page_css);
}

static void put_filter(FILE *f, const char *failed, const char *last)
{
	static const char *const ids[] = { "All", NULL, NULL };

	for (int i = 0; i < 3; i++)
		fprintf(f,
			"<input class=\"f\" type=\"radio\" name=\"f\" id=\"f%d\"%s>",
			i, i ? "" : " checked");
	fputs("<div class=\"filter\">", f);
	for (int i = 0; i < 3; i++)
		fprintf(f, "<label class=\"l%d\" for=\"f%d\">%s</label>", i, i,
			i == 0 ? ids[0] : i == 1 ? failed : last);
	fputs("</div>\n<main>\n", f);
}

static void put_total(FILE *f, const char *name, json_int_t n)
{
	fprintf(f, "<div class=\"total\"><b>%lld</b>%s</div>", (long long)n,
		name);
}

static json_int_t total(const json_t *run, const char *key)
{
	return json_integer_value(json_object_get(json_object_get(run,
						  "totals"), key));
}

static void put_head(FILE *f, const json_t *run)
{
	static const char *const keys[] = { "passed", "failed", "skipped",
					    "flaky", "known" };

	fputs("<p class=\"dim\">", f);
	put(f, text_field(run, "started"));
	fprintf(f, " · %.1f s · exit status %lld",
		json_number_value(json_object_get(run, "duration")),
		(long long)json_integer_value(json_object_get(run, "exit")));
	if (json_is_string(json_object_get(run, "interrupted"))) {
		fputs(" · interrupted: ", f);
		put(f, text_field(run, "interrupted"));
	}
	fputs("</p>\n<div class=\"totals\">", f);
	for (int i = 0; i < 5; i++)
		if (i < 3 || total(run, keys[i]))
			put_total(f, keys[i], total(run, keys[i]));
	fputs("</div>\n", f);
}

/* --- a run --- */

struct rows {
	FILE *f;
	double longest;
};

static void find_longest(void *ctx, const struct case_of *k)
{
	struct rows *r = ctx;

	if (!k->whole && k->duration > r->longest)
		r->longest = k->duration;
}

static void put_row(void *ctx, const struct case_of *k)
{
	struct rows *r = ctx;
	bool ok = k->verdict < VERDICT_FLAKY;
	bool slow = r->longest > 0 && k->duration > r->longest / 4;

	fprintf(r->f, "<tr class=\"%s%s\"><td>", ok ? "ok" : "",
		slow ? " slow" : "");
	put_chip(r->f, verdict_name(k->verdict));
	fputs(k->known ? " <span class=\"dim\">known</span>" : "", r->f);
	fputs("</td><td class=\"name\">", r->f);
	put(r->f, k->name);
	fprintf(r->f,
		"</td><td class=\"n\">%.3f s<span class=\"bar\" style=\"width:%.0f%%\"></span></td><td class=\"n\">",
		k->duration,
		r->longest > 0 && !k->whole ? 100 * k->duration / r->longest : 0);
	if (k->cpu >= 0)
		fprintf(r->f, "%.3f s", k->cpu);
	fputs("</td><td>", r->f);
	put(r->f, k->reason);
	if (k->log[0]) {
		fprintf(r->f,
			"<details%s><summary>what it printed</summary><pre>",
			ok ? "" : " open");
		put(r->f, k->log);
		fputs("</pre></details>", r->f);
	}
	if (k->rerun[0]) {
		fputs("<pre>", r->f);
		put(r->f, k->rerun);
		fputs("</pre>", r->f);
	}
	fputs("</td></tr>\n", r->f);
}

static void put_suite(FILE *f, const json_t *suite)
{
	const char *verdict = text_field(suite, "verdict");
	const json_t *kernel = json_object_get(suite, "kernel");
	const json_t *retries = json_object_get(suite, "retries");
	struct rows rows = { f, 0 };
	enum verdict v = VERDICT_ERROR;
	char hash[17];
	json_t *retry;
	size_t i;

	verdict_parse(verdict, &v);
	each_case(suite, find_longest, &rows);
	fprintf(f, "<section class=\"%s\"><h2>",
		v < VERDICT_FLAKY ? "ok" : "");
	put_chip(f, verdict_name(v));
	put(f, text_field(suite, "folder"));
	fputs("<span class=\"dim\">", f);
	put(f, text_field(suite, "describe"));
	fprintf(f, "</span></h2><div class=\"dim\">%.1f s · memory ",
		json_number_value(json_object_get(suite, "duration")));
	put(f, text_field(suite, "memory"));
	fputs(" · kernel ", f);
	put(f, text_field(kernel, "path"));
	fputs(" (", f);
	snprintf(hash, sizeof(hash), "%.16s", text_field(kernel, "sha512"));
	put(f, hash);
	fputs(")</div>", f);
	if (*text_field(suite, "reason")) {
		fputs("<p>", f);
		put(f, text_field(suite, "reason"));
		fputs("</p>", f);
	}
	fputs("<table><tr class=\"head\"><th>verdict</th><th>test</th><th class=\"n\">time</th><th class=\"n\">CPU</th><th></th></tr>\n",
	      f);
	each_case(suite, put_row, &rows);
	fputs("</table>", f);
	if (*text_field(suite, "excerpt")) {
		fprintf(f, "<details%s><summary>console</summary><pre>",
			v >= VERDICT_FAIL ? " open" : "");
		put(f, text_field(suite, "excerpt"));
		fputs("</pre></details>", f);
	}
	fputs("</section>\n", f);
	json_array_foreach(retries, i, retry)
		put_suite(f, retry);
}

static void put_run(FILE *f, const json_t *run)
{
	json_t *suite;
	size_t i;

	begin(f, "lgcheck");
	fputs("<h1>lgcheck</h1>", f);
	put_head(f, run);
	put_filter(f, "Failed", "Slow");
	json_array_foreach(json_object_get(run, "suites"), i, suite)
		put_suite(f, suite);
	fputs("</main></div></body></html>\n", f);
}

/* --- a comparison --- */

static void put_side(FILE *f, const struct side *s)
{
	fputs("<td>", f);
	if (s->verdict)
		put_chip(f, s->verdict);
	if (s->verdict && s->reason[0]) {
		fputs("<div class=\"dim\">", f);
		put(f, s->reason);
		fputs("</div>", f);
	}
	fputs("</td>", f);
	if (s->verdict)
		fprintf(f, "<td class=\"n\">%.3f s</td>", s->duration);
	else
		fputs("<td></td>", f);
}

static void put_difference(FILE *f, const struct difference *d)
{
	double a = d->a.duration, b = d->b.duration;
	bool slow = d->a.verdict && d->b.verdict && b > a * 1.25 + 0.05;

	fprintf(f, "<tr class=\"%s%s\"><td>",
		d->change == CHANGE_SAME || d->change == CHANGE_ADDED ? "ok" :
		"", slow ? " slow" : "");
	put_chip(f, change_name(d->change));
	fputs("</td><td class=\"name\">", f);
	put(f, d->test);
	fputs("</td>", f);
	put_side(f, &d->a);
	put_side(f, &d->b);
	if (d->a.verdict && d->b.verdict && a > 0.0005)
		fprintf(f, "<td class=\"n\">%+.0f%%</td>", 100 * (b - a) / a);
	else
		fputs("<td></td>", f);
	fputs("</tr>\n", f);
}

static void put_one_head(FILE *f, const char *name, const json_t *run)
{
	fprintf(f, "<section><h2>%s</h2>", name);
	put_head(f, run);
	fputs("</section>", f);
}

static void put_comparison(FILE *f, const json_t *a, const json_t *b,
			   const struct difference *d, int n)
{
	unsigned count[CHANGES] = { 0 };

	for (int i = 0; i < n; i++)
		count[d[i].change]++;
	begin(f, "lgcheck: two runs");
	fputs("<h1>Two runs</h1><div class=\"totals\">", f);
	for (int c = 0; c < CHANGES; c++)
		put_total(f, change_name(c), count[c]);
	fputs("</div>", f);
	fputs("<div class=\"pair\">", f);
	put_one_head(f, "A", a);
	put_one_head(f, "B", b);
	fputs("</div>", f);
	put_filter(f, "Changed", "Slower");
	fputs("<section><table><tr class=\"head\"><th></th><th>test</th><th>A</th><th class=\"n\">time</th><th>B</th><th class=\"n\">time</th><th class=\"n\"></th></tr>\n",
	      f);
	for (int c = 0; c < CHANGES; c++)
		for (int i = 0; i < n; i++)
			if ((int)d[i].change == c)
				put_difference(f, &d[i]);
	fputs("</table></section></main></div></body></html>\n", f);
}

/* --- files --- */

static FILE *open_new(const char *path, char *temp, size_t size,
		      struct refusal *err)
{
	FILE *f;

	path_new(temp, size, path);
	f = fopen(temp, "we");
	if (!f)
		refuse(err, errno, "%s: cannot write: %s", path,
		       strerror(errno));
	return f;
}

static int close_new(FILE *f, const char *path, const char *temp,
		     struct refusal *err)
{
	bool bad = fflush(f) || ferror(f);

	if (fclose(f) || bad)
		return path_give_up(temp, path, errno ? -errno : -EIO, err);
	return path_put(temp, path, err);
}

int html_run(const json_t *results, const char *path, struct refusal *err)
{
	char temp[4400];
	FILE *f = open_new(path, temp, sizeof(temp), err);

	if (!f)
		return -EIO;
	put_run(f, results);
	return close_new(f, path, temp, err);
}

int html_compare(const json_t *a, const json_t *b,
		 const struct difference *d, int n, const char *path,
		 struct refusal *err)
{
	char temp[4400];
	FILE *f = open_new(path, temp, sizeof(temp), err);

	if (!f)
		return -EIO;
	put_comparison(f, a, b, d, n);
	return close_new(f, path, temp, err);
}
