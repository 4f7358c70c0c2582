// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzes the KTAP parser alone, with complete lines and with those of a
 * console. A document without errors has kept its outermost plan.
 */
#include "lib/text.h"
#include "score/ktap.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct seen {
	struct ktap k;
	unsigned top, errors, plans;
	int plan;
	bool bailed;
	struct lines lines;
};

static void on_plan(void *ctx, unsigned n, const char *skip)
{
	struct seen *s = ctx;

	(void)skip;
	s->plans++;
	s->plan = n;
}

static void on_text(void *ctx, const char *text)
{
	(void)ctx;
	if (strlen(text) > LINE_LEN + LINE_OVERLAP)
		abort();
}

static void on_result(void *ctx, const struct ktap_result *r)
{
	struct seen *s = ctx;

	if (r->level >= KTAP_LEVELS || strlen(r->path) >= KTAP_PATH)
		abort();
	if (r->liar && (!r->ok || !r->group))
		abort();
	if ((r->cut && !*r->cut) || (r->was && (!r->group || !*r->was)))
		abort();
	s->top += !r->level;
}

static void on_error(void *ctx, const char *text)
{
	struct seen *s = ctx;

	s->errors += *text != 0;
}

static void on_bail_out(void *ctx, const char *reason)
{
	struct seen *s = ctx;

	(void)reason;
	s->bailed = true;
}

static void on_line(void *ctx, const char *raw, size_t len, bool cut)
{
	struct seen *s = ctx;
	char line[LINE_LEN + 1];
	struct text_line t;

	text_console(&t, line, raw, len, s->lines.piece, cut);
	ktap_console(&s->k, &t);
	if (s->k.depth >= KTAP_LEVELS)
		abort();
}

static void on_whole_line(void *ctx, const char *raw, size_t len, bool cut)
{
	struct seen *s = ctx;
	char line[LINE_LEN + 1];

	(void)cut;
	text_clean(line, sizeof(line), raw, len);
	ktap_line(&s->k, line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct ktap_ops ops = {
		.plan = on_plan, .diag = on_text, .yaml = on_text,
		.result = on_result, .error = on_error,
		.bail_out = on_bail_out,
	};
	struct seen *s = calloc(1, sizeof(*s));

	if (!s || !size)
		goto out;
	ktap_init(&s->k, &ops, s);
	lines_init(&s->lines, data[0] & 1 ? on_whole_line : on_line, s);
	lines_feed(&s->lines, (const char *)data + 1, size - 1);
	lines_end(&s->lines);
	ktap_end(&s->k);
	if (s->k.depth != -1)
		abort();
	if (s->plans == 1 && !s->errors && s->top != (unsigned)s->plan)
		abort();
	if (s->top && !s->plans && !s->errors)
		abort();
out:
	free(s);
	return 0;
}
