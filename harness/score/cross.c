// SPDX-License-Identifier: GPL-2.0
/*
 * Compares result records with the log console. Other lines may have been
 * written into those on the console, so for each line that was seen torn, one
 * may be missing. A contradiction is never forgiven. Both sides are a guest's.
 */
#include "score/cross.h"

#include "lib/contract.h"
#include "lib/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static char letter(const struct ktap_result *r)
{
	if (r->directive == KTAP_SKIP)
		return 's';
	return r->ok ? 'o' : 'n';
}

static void on_result(void *ctx, const struct ktap_result *r)
{
	struct cross *c = ctx;
	unsigned n = c->ktap.level[0].count;

	if (r->level || !n || n > CROSS_TESTS)
		return;
	c->console[n] = letter(r);
	if (n > c->console_max)
		c->console_max = n;
}

static void on_plan(void *ctx, unsigned n, const char *skip)
{
	struct cross *c = ctx;

	(void)n;
	(void)skip;
	c->seen = true;
}

/* If a number is missing on the console, wait: the end decides. */
static void on_text(void *ctx, const char *text)
{
	(void)ctx;
	(void)text;
}

static const struct ktap_ops ops = {
	.plan = on_plan, .diag = on_text, .yaml = on_text,
	.result = on_result, .error = on_text, .bail_out = on_text,
};

void cross_init(struct cross *c)
{
	memset(c, 0, sizeof(*c));
	ktap_init(&c->ktap, &ops, c);
}

/* Was this a line of init before others wrote into it? */
static bool is_torn(const char *p)
{
	const char *said = text_after(p, INIT_SAYS), *inside;

	if (said)
		return text_after(said, "not ") || !strcmp(said, "ok") ||
		       text_after(said, "ok ");
	inside = strstr(p, INIT_SAYS);
	return (inside && inside > p) || text_after(p, "lgc");
}

void cross_console(struct cross *c, const struct text_line *t)
{
	unsigned results = c->ktap.results;

	if (text_after(t->text, INIT_SAYS) || c->ktap.torn.head[0])
		ktap_console(&c->ktap, t);
	if (results == c->ktap.results && is_torn(t->text))
		c->torn++;
}

void cross_record(struct cross *c, unsigned number, const struct ktap_result *r)
{
	if (!number || number > CROSS_TESTS)
		return;
	c->record[number] = letter(r);
	if (number > c->record_max)
		c->record_max = number;
}

static const char *word(char letter)
{
	return letter == 'o' ? "ok" : letter == 's' ? "skipped" : "not ok";
}

bool cross_differs(const struct cross *c, char *what, size_t size)
{
	unsigned missing = 0, first = 0;

	if (!c->seen)
		return false;
	for (unsigned i = 1; i <= c->record_max; i++) {
		char a = c->record[i], b = c->console[i];

		if (a && !b && !missing++)
			first = i;
		if (!a || !b || a == b)
			continue;
		snprintf(what, size,
			 "test %u is %s in the records and %s on the console",
			 i, word(a), word(b));
		return true;
	}
	if (c->console_max > c->record_max) {
		snprintf(what, size,
			 "the console has the result of test %u, the records end with test %u",
			 c->console_max, c->record_max);
		return true;
	}
	if (missing <= c->torn)
		return false;
	snprintf(what, size,
		 "%u results of the records are not on the console, the first is that of test %u",
		 missing, first);
	return true;
}
