// SPDX-License-Identifier: GPL-2.0
/*
 * Turns a suite as it was run back into a file. Everything in it came through
 * suite/keys.c once and gets through it again.
 */
#include "report/bundle.h"
#include "suite/splats.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Writes double quotes and the escapes that value_words() knows. */
static void put_quoted(FILE *f, const void *text, size_t len)
{
	const unsigned char *p = text;

	putc('"', f);
	for (; len; len--, p++) {
		if (*p == '"' || *p == '\\')
			fprintf(f, "\\%c", *p);
		else if (*p >= ' ' && *p <= '~')
			putc(*p, f);
		else
			fprintf(f, "\\x%02x", *p);
	}
	putc('"', f);
}

static void put_text(FILE *f, const char *text)
{
	put_quoted(f, text, strlen(text));
}

static void put_entry(FILE *f, const struct suite_entry *e, unsigned number)
{
	static const char *const keys[] = {
		[ENTRY_FILE] = "file", [ENTRY_DIR] = "dir",
		[ENTRY_LINK] = "link", [ENTRY_NODE] = "node",
		[ENTRY_TEXT] = "text",
	};

	fprintf(f, "%s = ", keys[e->kind]);
	put_text(f, e->path);
	switch (e->kind) {
	case ENTRY_FILE:
		fprintf(f, " suite:files/%u %o\n", number, e->mode);
		break;
	case ENTRY_DIR:
		fprintf(f, " %o\n", e->mode);
		break;
	case ENTRY_LINK:
		putc(' ', f);
		put_text(f, e->source);
		putc('\n', f);
		break;
	case ENTRY_NODE:
		fprintf(f, " %c %u %u %o\n", e->block ? 'b' : 'c', e->major,
			e->minor, e->mode);
		break;
	case ENTRY_TEXT:
		putc(' ', f);
		put_quoted(f, e->source, e->len);
		fprintf(f, " %o\n", e->mode);
		break;
	}
}

static void put_ms(FILE *f, const char *key, uint64_t ns)
{
	fprintf(f, "%s = %llums\n", key, (unsigned long long)ns / 1000000);
}

static void put_disks(FILE *f, const struct suite *s)
{
	for (unsigned i = 0; i < s->n_disks; i++)
		fprintf(f, "disk = %s %llu %s\n", s->disks[i].name,
			(unsigned long long)s->disks[i].size,
			pattern_name(s->disks[i].before));
	for (unsigned i = 0; i < s->n_disks; i++) {
		const struct suite_disk *d = &s->disks[i];

		if (d->checked)
			fprintf(f, "after = %s %s %s\n", d->name,
				pattern_name(d->after), d->writer ? d->writer : "");
	}
}

static void put_script(FILE *f, const struct suite *s)
{
	for (unsigned i = 0; i < s->n_steps; i++) {
		const struct script_step *step = &s->steps[i];

		fputs(step->send ? "send = " : "expect = ", f);
		put_quoted(f, step->text, step->len);
		if (!step->send)
			fprintf(f, " %llums",
				(unsigned long long)step->limit / 1000000);
		putc('\n', f);
	}
}

static void put_expect(FILE *f, const struct suite_expect *e)
{
	if (!e->set)
		return;
	fprintf(f, "verdict = %s\n", verdict_name(e->verdict));
	if (e->reason) {
		fputs("reason = ", f);
		put_text(f, e->reason);
		putc('\n', f);
	}
	if (e->status >= 0)
		fprintf(f, "exit = %d\n", e->status);
}

/* Is a test of it among those that were run? */
static bool is_run(const struct outcome *o, const struct suite_splat *splat)
{
	for (unsigned i = 0; i < o->suite->n_tests; i++)
		if (splat_of(splat, o->suite->tests[i].name))
			return true;
	for (unsigned i = 0; i < o->score.n_tests; i++)
		if (splat_of(splat, o->score.tests[i].name))
			return true;
	return false;
}

static void put_splats(FILE *f, const struct outcome *o)
{
	const struct suite *s = o->suite;

	for (unsigned i = 0; i < s->n_allows; i++) {
		fputs("allow = ", f);
		put_text(f, s->allows[i]);
		putc('\n', f);
	}
	for (unsigned i = 0; i < s->n_splats; i++) {
		if (!is_run(o, &s->splats[i]))
			continue;
		fputs("splat = ", f);
		put_text(f, s->splats[i].test);
		putc(' ', f);
		put_text(f, s->splats[i].text);
		putc('\n', f);
	}
}

static void put_suite(FILE *f, const struct outcome *o)
{
	static const char *const kinds[] = { "records", "ktap", "script" };
	const struct suite *s = o->suite;

	if (s->describe)
		fprintf(f, "describe = %s\n", s->describe);
	fprintf(f, "score = %s\nmemory = %s\n", kinds[s->score], o->memory);
	if (s->append || s->n_only == 1)
		fprintf(f, "append = %s%s%s%s\n", s->append ? s->append : "",
			s->append && s->n_only == 1 ? " " : "",
			s->n_only == 1 ? s->filter : "",
			s->n_only == 1 ? s->only[0] : "");
	if (s->filter)
		fprintf(f, "filter = %s\n", s->filter);
	put_ms(f, "timeout", s->timeout);
	put_ms(f, "boot-timeout", s->boot_timeout);
	put_ms(f, "test-timeout", s->test_timeout);
	put_ms(f, "shutdown-timeout", s->shutdown_timeout);
	fprintf(f, "image-size = %llu\n", (unsigned long long)s->image_size);
	if (s->net)
		fprintf(f, "net = %s\n", s->net);
	if (s->initrd)
		fputs("root = initrd\n", f);
	for (unsigned i = 0; i < s->n_needs; i++)
		fprintf(f, "needs = %s\n", s->needs[i]);
	put_splats(f, o);
	for (unsigned i = 0; i < s->n_entries; i++)
		put_entry(f, &s->entries[i], i);
	for (unsigned i = 0; i < s->n_tests; i++)
		fprintf(f, "test = %s %s\n", s->tests[i].name,
			s->tests[i].command);
	put_disks(f, s);
	put_script(f, s);
	/* What was not checked then is not checked now. */
	if (!o->as_is)
		put_expect(f, &s->expect);
}

int bundle_suite(const struct outcome *o, const char *path,
		 struct refusal *err)
{
	FILE *f = fopen(path, "we");
	int ret = 0;

	if (f)
		put_suite(f, o);
	if (!f || fflush(f) || ferror(f))
		ret = refuse(err, errno, "%s: cannot write: %s", path,
			     strerror(errno));
	if (f && fclose(f) && !ret)
		ret = refuse(err, errno, "%s: cannot write: %s", path,
			     strerror(errno));
	return ret;
}
