// SPDX-License-Identifier: GPL-2.0
/*
 * KTAP and TAP documents, from result records or from the log console. The
 * lines are a guest's: nesting is bounded.
 *
 * When a group lacks results, its own result must explain that. If it is
 * "not ok", the group has failed; if it was skipped, so were its tests; in both
 * cases nothing is wrong with the document. A group that says "ok", or has no
 * result, explains nothing.
 */
#include "score/ktap.h"

#include "lib/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

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

/*
 * The name of a level: the path of its groups. A group without a name has the
 * number of the result that is due, until that result comes.
 */
static void level_path(const struct ktap *k, int depth, const char *more,
		       char out[KTAP_PATH])
{
	char path[(KTAP_LEVELS + 1) * (KTAP_NAME + 1)] = "", number[16];
	size_t len = 0;

	for (int i = 1; i <= depth; i++) {
		const char *name = k->level[i].name;

		snprintf(number, sizeof(number), "%u",
			 k->level[i - 1].count + 1);
		len += snprintf(path + len, sizeof(path) - len, "%s%s",
				len ? "." : "", name[0] ? name : number);
	}
	if (more)
		snprintf(path + len, sizeof(path) - len, "%s%s",
			 len ? "." : "", more);
	ktap_shorten(out, KTAP_PATH, path);
}

/* Keeps a group's first one, for its result to explain. */
static void __attribute__((format(printf, 2, 3)))
level_problem(struct ktap *k, const char *fmt, ...)
{
	struct ktap_level *l = &k->level[k->depth];
	char text[sizeof(l->why)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (!k->depth)
		ktap_error(k, "%s", text);
	else if (!l->why[0])
		text_copy(l->why, sizeof(l->why), text);
}

/* The group has ended without a result, and none can come any more. */
static void children_lost(struct ktap *k)
{
	if (k->children && k->depth >= 0)
		level_problem(k,
			      "a group of subtests has no result of its own");
	k->children = false;
}

static void level_close(struct ktap *k)
{
	struct ktap_level *l = &k->level[k->depth];

	children_lost(k);
	if (l->plan < 0 && k->depth == 0)
		ktap_error(k, "no plan (1..N) for %u results", l->count);
	if (l->bail[0] && (l->plan < 0 || l->count < (unsigned)l->plan))
		level_problem(k, "%s", l->bail);
	else if (l->plan >= 0 && l->count < (unsigned)l->plan)
		level_problem(k, "plan 1..%d, but %u results", l->plan,
			      l->count);
	if (k->depth && l->any)
		l[-1].any = true;
	k->children = true;
	k->depth--;
}

static void level_close_to(struct ktap *k, unsigned indent)
{
	while (k->depth > 0 && indent < k->level[k->depth].indent)
		level_close(k);
}

/* True if there is now a level for this indentation. */
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
	return text_after(p, "KTAP version ") ||
	       text_after(p, "TAP version ");
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
		/* The next group; the one before gave no result. */
		level_close(k);
		if (!level_open(k, indent))
			return true;
		l = &k->level[k->depth];
	}
	l->hash = hash;
	return true;
}

static void plan_set(struct ktap *k, unsigned n, const char *rest)
{
	struct ktap_level *l = &k->level[k->depth];
	struct ktap_words w;

	ktap_words(rest, &w);
	l->plan = n;
	l->skipped = !n && w.hash;
	if (l->skipped && !l->why[0])
		text_copy(l->why, sizeof(l->why), w.reason);
	if (l->count) {
		l->closed = true;
		if (l->count > n)
			ktap_error(k, "plan 1..%u, but %u results", n, l->count);
	}
	if (k->depth == 0)
		k->ops->plan(k->ctx, n, l->skipped ? w.reason : NULL);
}

static bool line_plan(struct ktap *k, const char *p, unsigned indent)
{
	const char *rest;
	unsigned n;

	if (!text_after(p, "1.."))
		return false;
	rest = ktap_number(p + 3, &n);
	if (!rest || !level_open(k, indent))
		return false;
	rest = ktap_skip_spaces(rest);
	if (*rest && *rest != '#')
		return false;
	if (k->level[k->depth].plan >= 0)
		ktap_error(k, "a second plan, 1..%u after 1..%d", n,
			   k->level[k->depth].plan);
	else
		plan_set(k, n, rest);
	return true;
}

/*
 * "# Subtest: NAME" is a line of the group (KTAP) or stands before the group
 * (TAP 14); old KUnit opens a group with this line alone.
 */
static bool line_subtest(struct ktap *k, const char *p, unsigned indent)
{
	struct ktap_level *l;
	const char *name;

	if (!text_after(p, "# Subtest:"))
		return false;
	name = ktap_skip_spaces(p + 10);
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

/* n: its number; 0: it has none */
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

/* Does the result say why its subtests are not all there? */
static bool explains(const struct ktap_result *r)
{
	return r->directive == KTAP_SKIP || !r->ok;
}

/* Takes the result of the group that has ended. */
static void close_group(struct ktap *k, struct ktap_result *r,
			const char *was)
{
	const struct ktap_level *g = &k->level[k->depth + 1];

	r->group = g->any || g->bail[0];
	r->children_failed = g->failed;
	r->was = g->any && !g->name[0] ? was : NULL;
	if (g->skipped && !g->any) {
		if (r->ok && r->directive == KTAP_PLAIN)
			r->directive = KTAP_SKIP;
		if (r->directive == KTAP_SKIP && !r->reason[0])
			r->reason = g->why;
		return;
	}
	r->liar = r->ok && r->directive == KTAP_PLAIN &&
		  (g->failed || g->bail[0]);
	if (g->why[0] && (explains(r) || g->bail[0]))
		r->cut = g->why;
	else if (g->why[0])
		ktap_error(k, "%s: %s", r->path, g->why);
}

static bool is_failure(const struct ktap_result *r)
{
	return (r->directive == KTAP_PLAIN || r->directive == KTAP_TIMEOUT ||
		r->directive == KTAP_ERROR) && (!r->ok || r->liar);
}

static bool line_result(struct ktap *k, const char *p, unsigned indent)
{
	struct ktap_result r = { .ok = true };
	char path[KTAP_PATH], was[KTAP_PATH];
	struct ktap_words w;
	unsigned n;

	p = ktap_result_start(p, &r.ok, &n);
	if (!p || !level_open(k, indent))
		return false;
	if (p[0] == '-' && (p[1] == ' ' || !p[1]))
		p = ktap_skip_spaces(p + 1);
	ktap_words(p, &w);
	/* Before we count it: nameless groups have the number that is due. */
	level_path(k, k->depth + k->children, NULL, was);
	count_result(k, n);
	if (!w.name[0])
		snprintf(w.name, sizeof(w.name), "%u",
			 k->level[k->depth].count);
	level_path(k, k->depth, w.name, path);
	r.path = path;
	r.level = k->depth;
	r.directive = w.directive;
	r.reason = w.reason;
	k->next[0] = '\0';
	if (k->children)
		close_group(k, &r, was);
	k->children = false;
	k->level[k->depth].failed += is_failure(&r);
	k->level[k->depth].any = true;
	k->ops->result(k->ctx, &r);
	return true;
}

static bool line_diag(struct ktap *k, const char *p, bool hash)
{
	if (p[0] == '#' && (p[1] == ' ' || !p[1]))
		p = ktap_skip_spaces(p + 1);
	else if (!hash)
		return false;
	/* kselftest announces its next test like this. */
	if (k->depth >= 0 && text_after(p, "selftests: "))
		text_copy(k->next, sizeof(k->next), p);
	k->in_diag = true;
	k->ops->diag(k->ctx, p);
	return true;
}

/* Inside a group it ends the group, whose own result must then fail. */
static bool line_bail_out(struct ktap *k, const char *p, unsigned indent)
{
	struct ktap_level *l;
	const char *why;

	if (strncasecmp(p, "Bail out!", 9))
		return false;
	why = ktap_skip_spaces(p + 9);
	l = k->depth >= 0 ? &k->level[k->depth] : NULL;
	if (k->depth > 0 && indent >= l->indent) {
		if (!l->bail[0])
			snprintf(l->bail, sizeof(l->bail), "bailed out%s%.200s",
				 *why ? ": " : "", why);
		k->ops->diag(k->ctx, p);
	} else {
		k->ops->bail_out(k->ctx, why);
	}
	return true;
}

/*
 * "---" to "...", indented more than the result it is about. A line that is
 * indented less ends it as well, so that a block without end hides nothing.
 */
static bool line_yaml(struct ktap *k, const char *p, unsigned indent)
{
	if (k->yaml < 0) {
		if (!text_after(p, "---") || *ktap_skip_spaces(p + 3) || !k->results || k->children ||
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
	if (indent == (unsigned)k->yaml && text_after(p, "...")) {
		k->yaml = -1;
		return true;
	}
	if (indent > (unsigned)k->yaml)
		p -= indent - k->yaml;
	k->ops->yaml(k->ctx, p);
	return true;
}

/* Is this "# " kselftest's way to indent the output of a test? */
static bool is_hash(const struct ktap *k, const char *p, unsigned indent)
{
	if (p[0] != '#' || p[1] != ' ')
		return false;
	if (is_version(ktap_skip_spaces(p + 2)))
		return true;
	for (int i = 1; i <= k->depth; i++)
		if (k->level[i].hash && k->level[i].indent > indent)
			return true;
	return false;
}

/* KUnit's text on a failed expectation goes on without a "#". */
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
	/* Most lines of a log end here. */
	if (!(k->started ? strchr("KT1on#Bb-", *p) : strchr("KT", *p)) &&
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

	/* A line that still waits for its rest. */
	if (k->torn.head[0])
		ktap_console(k, &none);
	while (k->depth >= 0)
		level_close(k);
}
