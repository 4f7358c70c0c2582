// SPDX-License-Identifier: GPL-2.0
/* Turns words into suites and tests. Words and suite files are the user's. */
#include "suite/select.h"

#include "lib/text.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define DEPTH 4

bool pick_divisible(const struct pick *p)
{
	return p->suite->n_tests > 0;
}

static bool is_suite(const char *dir)
{
	char path[4400];

	snprintf(path, sizeof(path), "%s/suite", dir);
	return !access(path, F_OK);
}

static bool has_pattern(const char *word)
{
	return strpbrk(word, "*?[") != NULL;
}

/* A suite's name: its path below the suites, or the last part of that. */
static void suite_name(const char *asked, bool below, char *out, size_t size)
{
	const char *p = asked;
	size_t n = 0;

	if (!below) {
		size_t len = strlen(p);

		while (len && p[len - 1] == '/')
			len--;
		while (len && p[len - 1] != '/')
			len--;
		p += len;
	}
	for (; *p && n + 1 < size; p++) {
		bool plain = isalnum((unsigned char)*p) ||
			     strchr("._-/+", *p);

		out[n++] = plain ? *p : '_';
	}
	while (n && out[n - 1] == '/')
		n--;
	out[n] = '\0';
}

/* --- the picks --- */

static bool same_folder(const char *a, const char *b)
{
	struct stat x, y;

	return !stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

/* Finds the pick of the suite with that name; reads a new one. */
static int pick_get(const struct options *o, struct picks *ps,
		    const char *name, const char *dir, struct pick **out,
		    struct refusal *err)
{
	struct suite_places places = { .build = o->build };
	struct pick *p;
	int ret;

	if (o->rename)
		name = o->rename;
	for (unsigned i = 0; i < ps->n; i++) {
		*out = &ps->p[i];
		if (strcmp(ps->p[i].suite->name, name))
			continue;
		if (same_folder(ps->p[i].suite->dir, dir))
			return 0;
		return refuse(err, EINVAL,
			      "%s and %s are both called %s, as their results would be: rename one, or run them one after the other",
			      ps->p[i].suite->dir, dir, name);
	}
	p = reallocarray(ps->p, ps->n + 1, sizeof(*p));
	if (!p)
		return refuse(err, ENOMEM, "out of memory");
	ps->p = p;
	p += ps->n;
	memset(p, 0, sizeof(*p));
	ret = suite_load(name, dir, &places, &p->suite, err);
	if (ret)
		return ret;
	p->part = true;
	ps->n++;
	*out = p;
	p->tests = calloc(p->suite->n_tests + 1, sizeof(*p->tests));
	return p->tests ? 0 : refuse(err, ENOMEM, "out of memory");
}

static void pick_add(struct pick *p, unsigned test)
{
	for (unsigned i = 0; i < p->n; i++)
		if (p->tests[i] == test)
			return;
	p->tests[p->n++] = test;
	p->part = p->n < p->suite->n_tests;
}

static void pick_all(struct pick *p)
{
	p->n_only = 0;
	for (unsigned i = 0; i < p->suite->n_tests; i++)
		pick_add(p, i);
	p->part = false;
}

static void pick_drop(struct picks *ps, unsigned i)
{
	suite_free(ps->p[i].suite);
	free(ps->p[i].tests);
	free(ps->p[i].order);
	memmove(&ps->p[i], &ps->p[i + 1], (--ps->n - i) * sizeof(*ps->p));
}

void select_free(struct picks *p)
{
	while (p->n)
		pick_drop(p, p->n - 1);
	free(p->p);
	free(p->order);
	memset(p, 0, sizeof(*p));
}

/* --- words --- */

static bool suite_dir(const struct options *o, const char *asked, char *dir,
		      size_t size, char *name, size_t name_size)
{
	bool below = asked[0] != '/' && asked[0] != '.' &&
		     !strstr(asked, "..");

	if (below) {
		snprintf(dir, size, "%s/%.200s", o->suites_dir, asked);
		below = is_suite(dir);
	}
	if (!below)
		text_copy(dir, size, asked);
	suite_name(asked, below, name, name_size);
	return is_suite(dir);
}

/* Picks the tests of a suite that match, or all; true if there are any. */
static bool match_tests(struct pick *p, const char *pattern)
{
	char full[SUITE_NAME + 300];
	bool any = false;

	if (!fnmatch(pattern, p->suite->name, 0)) {
		pick_all(p);
		return true;
	}
	for (unsigned i = 0; i < p->suite->n_tests; i++) {
		snprintf(full, sizeof(full), "%.200s/%s", p->suite->name,
			 p->suite->tests[i].name);
		if (fnmatch(pattern, full, 0))
			continue;
		pick_add(p, i);
		any = true;
	}
	snprintf(full, sizeof(full), "%.200s/", p->suite->name);
	if (!p->suite->n_tests && !fnmatch(pattern, full, 0)) {
		pick_all(p);
		any = true;
	}
	return any;
}

/* Visits every folder below dir that holds a suite, in order of names. */
static int walk(const struct options *o, struct picks *ps, const char *below,
		const char *pattern, unsigned *found, struct refusal *err)
{
	char dir[4300], name[600];
	struct dirent **list;
	struct pick *p;
	int n, ret = 0;

	snprintf(dir, sizeof(dir), "%s/%s", o->suites_dir, below);
	if (*below && is_suite(dir)) {
		unsigned had = ps->n;

		ret = pick_get(o, ps, below, dir, &p, err);
		if (!ret && match_tests(p, pattern))
			(*found)++;
		else if (!ret && ps->n > had)
			pick_drop(ps, ps->n - 1);
		return ret;
	}
	n = scandir(dir, &list, NULL, alphasort);
	if (n < 0 && !*below)
		return refuse(err, errno,
			      "%s: cannot read this folder of suites: %s; --suites=DIR names another",
			      o->suites_dir, strerror(errno));
	for (int i = 0; i < n; i++) {
		const char *entry = list[i]->d_name;
		struct stat st;

		snprintf(name, sizeof(name), "%.300s%s%.255s", below,
			 *below ? "/" : "", entry);
		snprintf(dir, sizeof(dir), "%.3600s/%.599s", o->suites_dir,
			 name);
		if (!ret && entry[0] != '.' && strlen(name) < 200 &&
		    !stat(dir, &st) && S_ISDIR(st.st_mode) &&
		    strlen(below) < 200 / DEPTH * (DEPTH - 1))
			ret = walk(o, ps, name, pattern, found, err);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	return ret;
}

/* Adds a pattern of tests that only the kernel knows. */
static int pick_filter(struct pick *p, const char *word, const char *pattern,
		       struct refusal *err)
{
	if (!p->part)
		return 0;	/* all are picked already */
	if (!*pattern || strpbrk(pattern, " \t\"\\"))
		return refuse(err, EINVAL,
			      "%s: expected GROUP or GROUP.TEST, without spaces or quotes, after \"%s/\"",
			      word, p->suite->name);
	if (p->n_only == SUITE_ONLY)
		return refuse(err, E2BIG,
			      "%s: more than %d patterns for suite %s", word,
			      SUITE_ONLY, p->suite->name);
	p->only[p->n_only++] = pattern;
	return 0;
}

static int refuse_parts(const struct pick *p, const char *word,
			struct refusal *err)
{
	return refuse(err, EINVAL,
		      "%s: suite %s has no \"test\" lines, so its tests cannot be chosen; run all of it: %s",
		      word, p->suite->name, p->suite->name);
}

/* SUITE/TEST without a pattern; 1 if there is no such suite. */
static int take_test(const struct options *o, struct picks *ps,
		     const char *word, struct refusal *err)
{
	char dir[4300], name[300], suite[4096];
	const char *slash = strrchr(word, '/');
	struct pick *p;
	int ret;

	if (!slash)
		return 1;
	snprintf(suite, sizeof(suite), "%.*s", (int)(slash - word), word);
	if (!suite_dir(o, suite, dir, sizeof(dir), name, sizeof(name)))
		return 1;
	ret = pick_get(o, ps, name, dir, &p, err);
	if (ret)
		return ret;
	if (!pick_divisible(p))
		return p->suite->filter ?
			       pick_filter(p, word, slash + 1, err) :
			       refuse_parts(p, word, err);
	for (unsigned i = 0; i < p->suite->n_tests; i++) {
		if (fnmatch(slash + 1, p->suite->tests[i].name, 0))
			continue;
		pick_add(p, i);
		ret = 1;
	}
	if (!ret)
		return refuse(err, EINVAL,
			      "%s: suite %s has no such test; lgcheck list '%s/*' shows them",
			      word, name, name);
	return 0;
}

static int take_word(const struct options *o, struct picks *ps,
		     const char *word, struct refusal *err)
{
	char dir[4300], name[300];
	unsigned found = 0;
	struct pick *p;
	int ret;

	if (suite_dir(o, word, dir, sizeof(dir), name, sizeof(name))) {
		ret = pick_get(o, ps, name, dir, &p, err);
		if (!ret)
			pick_all(p);
		return ret;
	}
	ret = take_test(o, ps, word, err);
	if (ret <= 0)
		return ret;
	if (!has_pattern(word))
		return refuse(err, ENOENT,
			      "suite %s: neither %s/%s/suite nor %s/suite is there; lgcheck list shows what there is",
			      word, o->suites_dir, word, word);
	ret = walk(o, ps, "", word, &found, err);
	if (!ret && !found)
		return refuse(err, ENOENT,
			      "%s: no suite or test in %s matches; lgcheck list shows them",
			      word, o->suites_dir);
	return ret;
}

int select_picks(const struct options *o, const char *const *defaults,
		 unsigned n_defaults, struct picks *out, struct refusal *err)
{
	const char *const *words = o->n_suites ? o->suites : defaults;
	unsigned n = o->n_suites ? o->n_suites : n_defaults, found = 0;
	int ret = 0;

	memset(out, 0, sizeof(*out));
	if (!words)
		return walk(o, out, "", "*", &found, err);
	for (unsigned i = 0; !ret && i < n; i++)
		ret = take_word(o, out, words[i], err);
	return ret;
}

/* --- parts and orders --- */

static void add_name(struct picks *ps, const char *name)
{
	ps->whole = crc32(ps->whole, (const unsigned char *)name,
			  strlen(name) + 1);
}

/* Shards belong to one run only if all were asked for the same. */
static void sum_up(struct picks *ps)
{
	for (unsigned i = 0; i < ps->n; i++) {
		const struct pick *p = &ps->p[i];

		add_name(ps, p->suite->name);
		for (unsigned t = 0; t < p->n; t++)
			add_name(ps, p->suite->tests[p->tests[t]].name);
		for (unsigned k = 0; k < p->n_only; k++)
			add_name(ps, p->only[k]);
	}
}

void select_shard(struct picks *ps, unsigned shard, unsigned shards)
{
	unsigned unit = 0, i = 0;

	sum_up(ps);
	while (i < ps->n) {
		struct pick *p = &ps->p[i];
		unsigned kept = 0, had = p->n;

		if (!pick_divisible(p)) {
			kept = unit++ % shards == shard - 1;
		} else {
			for (unsigned t = 0; t < p->n; t++)
				if (unit++ % shards == shard - 1)
					p->tests[kept++] = p->tests[t];
			p->n = kept;
			p->part = p->part || kept < had;
		}
		if (kept)
			i++;
		else
			pick_drop(ps, i);
	}
}

/* splitmix64: the same numbers on every machine. */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static void shuffle(unsigned *list, unsigned n, uint64_t *state)
{
	for (; n > 1; n--) {
		unsigned k = next_random(state) % n;
		unsigned x = list[n - 1];

		list[n - 1] = list[k];
		list[k] = x;
	}
}

int select_order(struct picks *ps, const uint64_t *seed)
{
	uint64_t state = seed ? *seed : 0;

	free(ps->order);
	ps->order = calloc(ps->n + 1, sizeof(*ps->order));
	if (!ps->order)
		return -ENOMEM;
	for (unsigned i = 0; i < ps->n; i++) {
		struct pick *p = &ps->p[i];

		ps->order[i] = i;
		free(p->order);
		p->order = calloc(p->n + 1, sizeof(*p->order));
		if (!p->order)
			return -ENOMEM;
		memcpy(p->order, p->tests, p->n * sizeof(*p->order));
		if (seed)
			shuffle(p->order, p->n, &state);
	}
	if (seed)
		shuffle(ps->order, ps->n, &state);
	return 0;
}

int select_suite(const struct options *o, const struct pick *p,
		 const unsigned *tests, unsigned n, struct suite **out,
		 struct refusal *err)
{
	struct suite_places places = { .build = o->build };
	int ret = suite_load(p->suite->name, p->suite->dir, &places, out, err);

	for (unsigned i = 0; !ret && i < p->n_only; i++) {
		ret = suite_only(*out, p->only[i]);
		if (ret)
			return refuse(err, -ret, "out of memory");
	}
	if (ret || !pick_divisible(p))
		return ret;
	if ((*out)->n_tests == p->suite->n_tests)
		ret = suite_keep_tests(*out, tests, n);
	else
		ret = -ESTALE;
	if (ret) {
		refuse(err, -ret, "%s: %s", (*out)->file,
		       ret == -ESTALE ? "was changed during the run" :
					"out of memory");
		suite_free(*out);
		*out = NULL;
	}
	return ret;
}
