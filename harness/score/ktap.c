// SPDX-License-Identifier: GPL-2.0
/*
 * KTAP and TAP documents.  Called by score.c with the texts of result records,
 * by ktap_console.c with lines of the log console.  The lines are a guest's: numbers are bounded,
 * nesting is bounded, names are cut.
 */
#include "score/ktap.h"
#include "lib/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define NUMBER_MAX 1000000u

void ktap_init(struct ktap *k, const struct ktap_ops *ops, void *ctx)
{
	memset(k, 0, sizeof(*k));
	k->ops = ops;
	k->ctx = ctx;
	k->depth = k->yaml = -1;
}

void ktap_error(struct ktap *k, const char *fmt, ...)
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

/*
 * What a level is called: the path of its groups.  One without a name has the
 * number of the result that it leads to.
 */
static void level_path(const struct ktap *k, int depth, char *out, size_t size)
{
	size_t len = 0;

	out[0] = '\0';
	for (int i = 1; i <= depth; i++) {
		const char *name = k->level[i].name;
		char number[16];
		int n;

		snprintf(number, sizeof(number), "%u",
			 k->level[i - 1].count + 1);
		n = snprintf(out + len, size - len, "%s%s", len ? "." : "",
			     name[0] ? name : number);
		if (n < 0 || (size_t)n >= size - len)
			return;
		len += n;
	}
}

/* The group that ended has got no result, and none can come any more. */
static void children_lost(struct ktap *k)
{
	if (k->children && k->depth >= 0 && k->children_of == k->depth)
		ktap_error(k, "a group of subtests has no result of its own");
	k->children = false;
}

static void level_close(struct ktap *k)
{
	struct ktap_level *l = &k->level[k->depth];
	char where[KTAP_PATH];

	children_lost(k);
	level_path(k, k->depth, where, sizeof(where));
	if (l->plan < 0 && k->depth == 0)
		ktap_error(k, "no plan (1..N) for %u results", l->count);
	if (l->plan >= 0 && l->count < (unsigned)l->plan && !l->bailed)
		ktap_error(k, "plan 1..%d%s%s, but %u results", l->plan,
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
	children_lost(k);
	l = &k->level[++k->depth];
	memset(l, 0, sizeof(*l));
	l->indent = indent;
	l->plan = -1;
	if (k->depth)
		memcpy(l->name, k->next, sizeof(l->name));
	k->next[0] = '\0';
	return true;
}

static bool is_version(const char *p)
{
	return !strncmp(p, "KTAP version ", 13) ||
	       !strncmp(p, "TAP version ", 12);
}

static bool line_version(struct ktap *k, const char *p, unsigned indent,
			 bool hash)
{
	struct ktap_level *l;

	if (!is_version(p))
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
		ktap_error(k, "subtests nested deeper than %d levels", KTAP_LEVELS);
		return true;
	}
	l = &k->level[k->depth];
	if (k->depth && l->count) {
		/* the next group, whose parent gave no result */
		level_close(k);
		if (!level_open(k, indent))
			return true;
		l = &k->level[k->depth];
	}
	l->hash = hash;
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
		ktap_error(k, "a second plan, 1..%u after 1..%d", n, l->plan);
		return true;
	}
	l->plan = n;
	if (l->count) {
		l->closed = true;
		if (l->count > n)
			ktap_error(k, "plan 1..%u, but %u results", n, l->count);
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

/*
 * "# Subtest: NAME" is a line of the group (KTAP) or the one before it (TAP
 * 14), and old KUnit opens a group with this line alone.
 */
static bool line_subtest(struct ktap *k, const char *p, unsigned indent)
{
	struct ktap_level *l;
	const char *name;

	if (strncmp(p, "# Subtest:", 10))
		return false;
	name = skip_spaces(p + 10);
	if (k->depth < 0 || indent > k->level[k->depth].indent)
		if (!level_open(k, indent))
			return false;
	l = &k->level[k->depth];
	if (k->depth > 0 && indent == l->indent && !l->name[0] && !l->count &&
	    l->plan < 0)
		text_copy(l->name, sizeof(l->name), name);
	else
		text_copy(k->next, sizeof(k->next), name);
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

/* n: its number, 0 if it has none */
static void count_result(struct ktap *k, unsigned n)
{
	struct ktap_level *l = &k->level[k->depth];
	unsigned due = l->count + 1;

	if (n && n != due)
		ktap_error(k, "result numbered %u where %u was due", n, due);
	l->count = n > due ? n : due;
	if (l->closed)
		ktap_error(k, "result %u after the closing plan 1..%d", l->count,
		      l->plan);
	else if (l->plan >= 0 && l->count > (unsigned)l->plan)
		ktap_error(k, "result %u, but the plan is 1..%d", l->count, l->plan);
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
	k->next[0] = '\0';
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

/* Behind "ok 3" or "not ok 3", or NULL; *n is 0 without a number. */
static const char *result_start(const char *p, bool *ok, unsigned *n)
{
	const char *q;

	*ok = strncmp(p, "not ok", 6) != 0;
	if (*ok && strncmp(p, "ok", 2))
		return NULL;
	p += *ok ? 2 : 6;
	if (*p && *p != ' ')
		return NULL;
	p = skip_spaces(p);
	q = number(p, n);
	if (q)
		return skip_spaces(q);
	*n = 0;
	return isdigit((unsigned char)*p) ? NULL : p;
}

bool ktap_is_result(const char *line, bool *ok, unsigned *n)
{
	return result_start(skip_spaces(line), ok, n);
}

static bool line_result(struct ktap *k, const char *p, unsigned indent)
{
	struct ktap_result r = { .ok = true };
	char name[KTAP_NAME];
	unsigned n;

	p = result_start(p, &r.ok, &n);
	if (!p || !level_open(k, indent))
		return false;
	if (p[0] == '-' && (p[1] == ' ' || !p[1]))
		p = skip_spaces(p + 1);
	r.directive = split_directive(p, name, sizeof(name), &r.reason);
	trim(name);
	count_result(k, n);
	if (!name[0])
		snprintf(name, sizeof(name), "%u", k->level[k->depth].count);
	give_result(k, &r, name);
	return true;
}

static bool line_diag(struct ktap *k, const char *p, bool hash)
{
	if (p[0] == '#' && (p[1] == ' ' || !p[1]))
		p = skip_spaces(p + 1);
	else if (!hash)
		return false;
	/* kselftest says so what comes next */
	if (k->depth >= 0 && !strncmp(p, "selftests: ", 11))
		text_copy(k->next, sizeof(k->next), p);
	k->in_diag = true;
	k->ops->diag(k->ctx, p);
	return true;
}

/* Inside a group it ends the group, whose own result then has to fail. */
static bool line_bail_out(struct ktap *k, const char *p, unsigned indent)
{
	struct ktap_level *l;

	if (strncmp(p, "Bail out!", 9))
		return false;
	l = k->depth >= 0 ? &k->level[k->depth] : NULL;
	if (k->depth > 0 && indent >= l->indent) {
		if (!l->bailed)
			l->failed++;
		l->bailed = true;
		k->ops->diag(k->ctx, p);
	} else {
		k->ops->bail_out(k->ctx, skip_spaces(p + 9));
	}
	return true;
}

/*
 * "---" to "...", indented more than the result that it is about.  Whatever is
 * indented less ends it as well, so that a block without end hides nothing.
 */
static bool line_yaml(struct ktap *k, const char *p, unsigned indent)
{
	if (k->yaml < 0) {
		if (strncmp(p, "---", 3) || *skip_spaces(p + 3) || !k->results || k->children ||
		    k->depth < 0 || indent <= k->level[k->depth].indent)
			return false;
		k->yaml = indent;
		k->yaml_kernel = k->kernel;
		return true;
	}
	if (k->kernel != k->yaml_kernel)
		return false;
	if (indent < (unsigned)k->yaml && *p) {
		k->yaml = -1;
		return false;
	}
	if (indent == (unsigned)k->yaml && !strncmp(p, "...", 3)) {
		k->yaml = -1;
		return true;
	}
	if (indent > (unsigned)k->yaml)
		p -= indent - k->yaml;
	k->ops->yaml(k->ctx, p);
	return true;
}

/* Is this "# " how kselftest indents what a test of it says? */
static bool is_hash(const struct ktap *k, const char *p, unsigned indent)
{
	if (p[0] != '#' || p[1] != ' ')
		return false;
	if (is_version(skip_spaces(p + 2)))
		return true;
	for (int i = 1; i <= k->depth; i++)
		if (k->level[i].hash && k->level[i].indent > indent)
			return true;
	return false;
}

/* What KUnit has to say of a failed expectation goes on without a "#". */
static bool goes_on(const struct ktap *k, const char *p, unsigned indent)
{
	return k->in_diag && k->depth > 0 && *p &&
	       indent >= k->level[k->depth].indent;
}

bool ktap_line(struct ktap *k, const char *p)
{
	unsigned indent = 0;
	bool hash = false;

	for (;;) {
		for (; *p == ' '; p++)
			indent++;
		if (!is_hash(k, p, indent))
			break;
		hash = true;
		p += 2;
		indent += 2;
	}
	/* most lines of a log */
	if (!(k->started ? strchr("KT1on#B-", *p) : strchr("KT", *p)) &&
	    !hash && !k->in_diag && k->yaml < 0)
		return false;
	if (!k->started && !is_version(p))
		return false;
	if (line_yaml(k, p, indent))
		return true;
	if (line_version(k, p, indent, hash) || line_plan(k, p, indent) ||
	    line_result(k, p, indent)) {
		k->in_diag = false;
		return true;
	}
	if (line_subtest(k, p, indent) || line_bail_out(k, p, indent) ||
	    line_diag(k, p, hash))
		return true;
	if (goes_on(k, p, indent))
		k->ops->diag(k->ctx, p);
	return false;
}

bool ktap_complete(const struct ktap *k)
{
	return k->depth == 0 && k->level[0].plan > 0 &&
	       k->level[0].count >= (unsigned)k->level[0].plan;
}

void ktap_end(struct ktap *k)
{
	struct text_line none = { .line = "", .text = "", .stamp = -1 };

	/* what still waits for its rest */
	if (k->torn.head[0])
		ktap_console(k, &none);
	while (k->depth >= 0)
		level_close(k);
}
