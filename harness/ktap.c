// SPDX-License-Identifier: GPL-2.0
/*
 * KTAP and TAP.  Called by score.c with lines of the log console or with the
 * texts of result records.  The lines are a guest's: numbers are bounded,
 * nesting is bounded, names are cut.
 */
#include "ktap.h"
#include "text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define NUMBER_MAX 1000000u
#define SPLIT_WAIT 16

void ktap_init(struct ktap *k, const struct ktap_ops *ops, void *ctx)
{
	memset(k, 0, sizeof(*k));
	k->ops = ops;
	k->ctx = ctx;
	k->depth = -1;
}

static void __attribute__((format(printf, 2, 3)))
error(struct ktap *k, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	k->ops->error(k->ctx, text);
}

static const char *skip_spaces(const char *p)
{
	while (*p == ' ' || *p == '\t')
		p++;
	return p;
}

/* A decimal number that ends at a space or the end; NULL if it is none. */
static const char *number(const char *p, unsigned *n)
{
	unsigned v = 0;

	if (!isdigit((unsigned char)*p))
		return NULL;
	for (; isdigit((unsigned char)*p); p++) {
		v = v * 10 + (*p - '0');
		if (v > NUMBER_MAX)
			return NULL;
	}
	if (*p && *p != ' ' && *p != '\t')
		return NULL;
	*n = v;
	return p;
}

/* What a level is called in messages: the path of its groups. */
static void level_path(const struct ktap *k, int depth, char *out, size_t size)
{
	size_t len = 0;

	out[0] = '\0';
	for (int i = 1; i <= depth; i++) {
		int n = snprintf(out + len, size - len, "%s%s", len ? "." : "",
				 k->level[i].name[0] ? k->level[i].name : "?");

		if (n < 0 || (size_t)n >= size - len)
			return;
		len += n;
	}
}

static void level_close(struct ktap *k)
{
	struct ktap_level *l = &k->level[k->depth];
	char where[KTAP_PATH];

	level_path(k, k->depth, where, sizeof(where));
	if (l->plan < 0 && k->depth == 0)
		error(k, "no plan (1..N) for %u results", l->count);
	if (l->plan >= 0 && l->count < (unsigned)l->plan)
		error(k, "plan 1..%d%s%s, but %u results", l->plan,
		      where[0] ? " of " : "", where, l->count);
	k->children = true;
	k->children_failed = l->failed;
	k->children_of = --k->depth;
}

static void level_close_to(struct ktap *k, unsigned indent)
{
	while (k->depth > 0 && indent < k->level[k->depth].indent)
		level_close(k);
}

/* True when there is a level for this indentation now. */
static bool level_open(struct ktap *k, unsigned indent)
{
	struct ktap_level *l;

	level_close_to(k, indent);
	if (k->depth >= 0 && indent <= k->level[k->depth].indent)
		return true;
	if (k->depth + 1 == KTAP_LEVELS)
		return false;
	l = &k->level[++k->depth];
	memset(l, 0, sizeof(*l));
	l->indent = indent;
	l->plan = -1;
	k->children = false;
	return true;
}

static bool line_version(struct ktap *k, const char *p, unsigned indent)
{
	struct ktap_level *l;

	if (strncmp(p, "KTAP version ", 13) && strncmp(p, "TAP version ", 12))
		return false;
	level_close_to(k, indent);
	/* A second document at the outermost level. */
	if (k->depth == 0 && indent <= k->level[0].indent) {
		level_close(k);
		k->children = false;
		k->results = 0;
	}
	k->started = true;
	if (!level_open(k, indent)) {
		error(k, "subtests nested deeper than %d levels", KTAP_LEVELS);
		return true;
	}
	l = &k->level[k->depth];
	if (k->depth && l->count) {
		/* the next group, whose parent gave no result */
		error(k, "a group of subtests has no result of its own");
		memset(l->name, 0, sizeof(l->name));
		l->count = l->failed = 0;
		l->plan = -1;
	}
	return true;
}

static bool line_plan(struct ktap *k, const char *p, unsigned indent)
{
	struct ktap_level *l;
	const char *rest;
	unsigned n;

	if (strncmp(p, "1..", 3))
		return false;
	rest = number(p + 3, &n);
	if (!rest || !level_open(k, indent))
		return false;
	rest = skip_spaces(rest);
	if (*rest && *rest != '#')
		return false;
	l = &k->level[k->depth];
	if (l->plan >= 0) {
		error(k, "a second plan, 1..%u after 1..%d", n, l->plan);
		return true;
	}
	l->plan = n;
	if (l->count) {
		l->closed = true;
		if (l->count > n)
			error(k, "plan 1..%u, but %u results", n, l->count);
	}
	if (k->depth == 0) {
		const char *reason = NULL;

		if (*rest == '#') {
			rest = skip_spaces(rest + 1);
			if (!strncasecmp(rest, "SKIP", 4))
				reason = skip_spaces(rest + 4);
		}
		k->ops->plan(k->ctx, n, reason);
	}
	return true;
}

static bool line_subtest(struct ktap *k, const char *p, unsigned indent)
{
	if (strncmp(p, "# Subtest:", 10))
		return false;
	/* old KUnit opens a group with this line alone */
	if (k->depth < 0 || indent > k->level[k->depth].indent)
		if (!level_open(k, indent))
			return false;
	if (k->depth > 0 && indent == k->level[k->depth].indent)
		text_copy(k->level[k->depth].name, KTAP_NAME,
			  skip_spaces(p + 10));
	return true;
}

struct directive_name {
	const char *word;
	enum ktap_directive directive;
};

/* Splits "name # SKIP reason"; the name is copied. */
static enum ktap_directive split_directive(const char *p, char *name,
					   size_t size, const char **reason)
{
	static const struct directive_name words[] = {
		{ "SKIP", KTAP_SKIP },	     { "TODO", KTAP_TODO },
		{ "XFAIL", KTAP_XFAIL },     { "TIMEOUT", KTAP_TIMEOUT },
		{ "ERROR", KTAP_ERROR },
	};
	const char *start = p;

	*reason = "";
	text_copy(name, size, p);
	for (; (p = strchr(p, '#')); p++) {
		const char *w = skip_spaces(p + 1);

		if (p > start && p[-1] != ' ')
			continue;
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
			size_t len = strlen(words[i].word);

			if (strncasecmp(w, words[i].word, len) ||
			    isalnum((unsigned char)w[len]))
				continue;
			if ((size_t)(p - start) < size)
				name[p - start] = '\0';
			w = skip_spaces(w + len);
			*reason = *w == ':' ? skip_spaces(w + 1) : w;
			return words[i].directive;
		}
	}
	return KTAP_PLAIN;
}

static void trim(char *s)
{
	size_t len = strlen(s);

	while (len && s[len - 1] == ' ')
		s[--len] = '\0';
}

static void count_result(struct ktap *k, bool numbered, unsigned n)
{
	struct ktap_level *l = &k->level[k->depth];
	unsigned due = l->count + 1;

	if (numbered && n != due)
		error(k, "result numbered %u where %u was due", n, due);
	l->count = numbered && n > due ? n : due;
	if (l->closed)
		error(k, "result %u after the closing plan 1..%d", l->count,
		      l->plan);
	else if (l->plan >= 0 && l->count > (unsigned)l->plan)
		error(k, "result %u, but the plan is 1..%d", l->count, l->plan);
	k->results++;
}

static void give_result(struct ktap *k, struct ktap_result *r, char *name)
{
	struct ktap_level *l = &k->level[k->depth];
	char path[KTAP_PATH];
	size_t len;
	bool bad;

	level_path(k, k->depth, path, sizeof(path));
	len = strlen(path);
	snprintf(path + len, sizeof(path) - len, "%s%s", len ? "." : "",
		 name);
	r->path = path;
	r->level = k->depth;
	if (k->children && k->children_of == k->depth) {
		r->group = true;
		r->children_failed = k->children_failed;
		r->liar = r->ok && k->children_failed &&
			  r->directive == KTAP_PLAIN;
	}
	k->children = false;
	bad = r->directive == KTAP_PLAIN || r->directive == KTAP_TIMEOUT ||
	      r->directive == KTAP_ERROR;
	if (bad && (!r->ok || r->liar))
		l->failed++;
	k->ops->result(k->ctx, r);
}

static bool line_result(struct ktap *k, const char *p, unsigned indent)
{
	struct ktap_result r = { .ok = true };
	char name[KTAP_NAME];
	bool numbered;
	unsigned n = 0;
	const char *q;

	if (!strncmp(p, "not ok", 6)) {
		r.ok = false;
		p += 6;
	} else if (!strncmp(p, "ok", 2)) {
		p += 2;
	} else {
		return false;
	}
	if (*p && *p != ' ')
		return false;
	p = skip_spaces(p);
	q = number(p, &n);
	numbered = q != NULL;
	if (!numbered && isdigit((unsigned char)*p))
		return false;
	if (!level_open(k, indent))
		return false;
	p = skip_spaces(q ? q : p);
	if (p[0] == '-' && (p[1] == ' ' || !p[1]))
		p = skip_spaces(p + 1);
	r.directive = split_directive(p, name, sizeof(name), &r.reason);
	trim(name);
	count_result(k, numbered, n);
	if (!name[0])
		snprintf(name, sizeof(name), "%u", k->level[k->depth].count);
	give_result(k, &r, name);
	return true;
}

static bool parse(struct ktap *k, const char *p)
{
	const char *start = p;
	unsigned indent;

	while (*p == ' ')
		p++;
	indent = p - start;
	if (line_version(k, p, indent))
		return true;
	if (!k->started)
		return false;
	if (line_plan(k, p, indent) || line_result(k, p, indent) ||
	    line_subtest(k, p, indent))
		return true;
	if (p[0] == '#' && (p[1] == ' ' || !p[1])) {
		k->ops->diag(k->ctx, skip_spaces(p + 1));
		return true;
	}
	if (!strncmp(p, "Bail out!", 9)) {
		k->ops->bail_out(k->ctx, skip_spaces(p + 9));
		return true;
	}
	return false;
}

/* Could this be how a KTAP line starts? */
static bool looks_like_head(const char *s)
{
	static const char *const starts[] = { "ok ", "not ok ", "# ", "1.." };

	while (*s == ' ')
		s++;
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
		size_t a = strlen(s), b = strlen(starts[i]);

		if (a && !strncmp(s, starts[i], a < b ? a : b))
			return true;
	}
	return false;
}

/*
 * A program writes "ok 3 na", printk puts a whole line of its own behind it,
 * and the program's "me" follows.  Only a line without a time stamp that has
 * one inside can be told to be such a line.
 */
static bool hold_head(struct ktap *k, const char *line)
{
	const char *cut = text_inner_stamp(line);
	size_t len = cut ? (size_t)(cut - line) : 0;

	if (!cut || len >= sizeof(k->head))
		return false;
	memcpy(k->head, line, len);
	k->head[len] = '\0';
	k->split_wait = SPLIT_WAIT;
	if (looks_like_head(k->head))
		return true;
	k->head[0] = '\0';
	return false;
}

bool ktap_line(struct ktap *k, const char *line)
{
	char joined[LINE_LEN + sizeof(k->head)];
	const char *text = text_unstamp(line, NULL);

	if (!k->started || text != line) {
		if (k->head[0] && --k->split_wait == 0) {
			snprintf(joined, sizeof(joined), "%s", k->head);
			k->head[0] = '\0';
			parse(k, joined);
		}
		return parse(k, text);
	}
	if (k->head[0]) {
		snprintf(joined, sizeof(joined), "%s%s", k->head, line);
		k->head[0] = '\0';
		text = joined;
	}
	if (hold_head(k, text))
		return true;
	return parse(k, text);
}

bool ktap_complete(const struct ktap *k)
{
	return k->depth == 0 && k->level[0].plan > 0 &&
	       k->level[0].count >= (unsigned)k->level[0].plan;
}

void ktap_end(struct ktap *k)
{
	char last[sizeof(k->head)];

	if (k->head[0]) {
		text_copy(last, sizeof(last), k->head);
		k->head[0] = '\0';
		parse(k, last);
	}
	while (k->depth >= 0)
		level_close(k);
}
