// SPDX-License-Identifier: GPL-2.0
/*
 * WORK/journal: one JSON object per line. Each is on disk before anything
 * builds on it, so that an interrupted search goes on where it was. A line that
 * was being written when the machine died is dropped; any other bad line is
 * refused.
 */
#include "bisect/inner.h"
#include "lib/text.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const seens[] = {
	[SEEN_PASS] = "pass", [SEEN_FAIL] = "fail",
	[SEEN_UNKNOWN] = "unknown", [SEEN_NO_BUILD] = "no build",
};

const char *seen_name(enum seen s)
{
	return seens[s];
}

static int append(struct bisect *b, json_t *line)
{
	int ret = 0;

	if (!line || json_dumpf(line, b->journal, JSON_COMPACT) ||
	    fputc('\n', b->journal) == EOF || fflush(b->journal) ||
	    fdatasync(fileno(b->journal)))
		ret = refuse(b->err, EIO,
			     "%s/journal: cannot be written: %s; make room and start the same command again",
			     b->o->work, strerror(errno));
	json_decref(line);
	return ret;
}

int journal_target(struct bisect *b)
{
	const struct failure *f = &b->want;

	return append(b, json_pack("{s:s, s:s, s:s, s:s, s:s}", "what",
				   "failure", "kind",
				   failure_kind_name(f->kind), "suite",
				   f->suite, "test", f->test, "signature",
				   f->signature));
}

static void count(struct bisect *b, struct commit *c, enum seen seen,
		  const struct tally *t, double build, double run,
		  const char *why, const char *results)
{
	c->failed += t->failed;
	c->passed += t->passed;
	c->unknown += t->unknown;
	c->no_build |= seen == SEEN_NO_BUILD;
	if (why != c->why)
		text_copy(c->why, sizeof(c->why), why);
	if (seen == SEEN_FAIL)
		text_copy(c->results, sizeof(c->results), results);
	b->runs += t->failed + t->passed + t->unknown;
	b->builds += build > 0;
	b->build_seconds += build;
	b->run_seconds += run;
}

int journal_run(struct bisect *b, const struct commit *c, enum seen seen,
		const struct tally *t, double build, double run,
		const char *results)
{
	struct commit *known = bisect_commit(b, c->sha);

	count(b, known, seen, t, build, run, known->why, results);
	return append(b, json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:f, s:f, s:s, s:s}",
				   "what", "run", "commit", c->sha, "seen",
				   seens[seen], "failed", t->failed, "passed",
				   t->passed, "unknown", t->unknown, "build",
				   build, "run", run, "why", known->why,
				   "results", results));
}

static int take_start(struct bisect *b, json_t *line)
{
	const char *good = "", *bad = "", *tree = "";

	json_unpack(line, "{s:s, s:s, s:s}", "good", &good, "bad", &bad,
		    "tree", &tree);
	if (!strcmp(good, b->good) && !strcmp(bad, b->bad) &&
	    !strcmp(tree, b->tree))
		return 0;
	return refuse(b->err, EEXIST,
		      "%s: holds the search between %.12s and %.12s of %s; remove it, or give another folder with --work",
		      b->o->work, good, bad, tree);
}

static int take_failure(struct bisect *b, json_t *line)
{
	const char *kind = "", *suite = "", *test = "", *signature = "";

	json_unpack(line, "{s:s, s:s, s:s, s:s}", "kind", &kind, "suite",
		    &suite, "test", &test, "signature", &signature);
	text_copy(b->want.suite, sizeof(b->want.suite), suite);
	text_copy(b->want.test, sizeof(b->want.test), test);
	text_copy(b->want.signature, sizeof(b->want.signature), signature);
	return failure_kind_parse(kind, &b->want.kind);
}

static int take_run(struct bisect *b, json_t *line)
{
	const char *sha = "", *seen = "", *why = "", *results = "";
	double build = 0, run = 0;
	struct tally t = { 0 };
	struct commit *c;

	if (json_unpack(line, "{s:s, s:s, s:i, s:i, s:i, s:F, s:F, s:s, s:s}",
			"commit", &sha, "seen", &seen, "failed", &t.failed,
			"passed", &t.passed, "unknown", &t.unknown, "build",
			&build, "run", &run, "why", &why, "results",
			&results) ||
	    strlen(sha) != SHA_LEN - 1)
		return -EINVAL;
	c = bisect_commit(b, sha);
	if (!c)
		return -ENOMEM;
	for (int s = SEEN_PASS; s <= SEEN_NO_BUILD; s++) {
		if (strcmp(seen, seens[s]))
			continue;
		count(b, c, s, &t, build, run, why, results);
		return 0;
	}
	return -EINVAL;
}

static int take_line(struct bisect *b, unsigned number, json_t *line)
{
	const char *what = json_string_value(json_object_get(line, "what"));
	int ret = -EINVAL;

	if (what && !strcmp(what, "start"))
		return take_start(b, line);
	if (what && !strcmp(what, "failure"))
		ret = take_failure(b, line);
	else if (what && !strcmp(what, "run"))
		ret = take_run(b, line);
	if (!ret)
		return 0;
	return refuse(b->err, EINVAL,
		      "%s/journal:%u: expected a line of this program's; remove that folder to begin again",
		      b->o->work, number);
}

/* The end of the last whole line; what follows is cut off. */
static int take_all(struct bisect *b, FILE *f, long *end)
{
	char *text = NULL;
	size_t room = 0;
	unsigned number = 0;
	int ret = 0;
	ssize_t n;

	*end = 0;
	while (!ret && (n = getline(&text, &room, f)) > 0 &&
	       text[n - 1] == '\n') {
		json_t *line = json_loads(text, 0, NULL);

		ret = take_line(b, ++number, line);
		json_decref(line);
		*end += n;
	}
	free(text);
	return ret;
}

int journal_open(struct bisect *b)
{
	char path[4200];
	long end = 0;
	int ret = 0;

	snprintf(path, sizeof(path), "%s/journal", b->o->work);
	b->journal = fopen(path, "a+e");
	if (!b->journal)
		return refuse(b->err, errno, "%s: %s; give another folder with --work",
			      path, strerror(errno));
	rewind(b->journal);
	ret = take_all(b, b->journal, &end);
	if (ret)
		return ret;
	if (ftruncate(fileno(b->journal), end) ||
	    fseek(b->journal, 0, SEEK_END))
		return refuse(b->err, errno, "%s: %s", path,
			      strerror(errno));
	if (end)
		return 0;
	return append(b, json_pack("{s:s, s:s, s:s, s:s}", "what", "start",
				   "tree", b->tree, "good", b->good, "bad",
				   b->bad));
}
