// SPDX-License-Identifier: GPL-2.0
/*
 * One step of a search: checks the commit out in a worktree, builds it and runs
 * it. Build and run are programs of the user's choice; their output goes to
 * WORK/build.log and WORK/run.log and is only shown.
 */
#include "bisect/inner.h"
#include "lib/child.h"
#include "lib/clock.h"
#include "lib/text.h"
#include "lib/verdict.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static double now(void)
{
	return clock_now() / 1e9;
}

static int git_do(struct bisect *b, const char *const args[])
{
	char *out = NULL;
	int ret = git_output(b, &out, args);

	free(out);
	return ret;
}

/* A worktree of its own leaves the user's alone. */
int step_worktree(struct bisect *b)
{
	const char *const prune[] = { "worktree", "prune", NULL };
	char dir[4200], dot[4300];
	const char *const make[] = { "worktree", "add", "--force", "--detach",
				     "--no-checkout", dir, b->good, NULL };
	struct stat st;

	snprintf(dir, sizeof(dir), "%s/tree", b->o->work);
	snprintf(dot, sizeof(dot), "%s/.git", dir);
	if (!stat(dot, &st))
		return 0;
	return git_do(b, prune) ?: git_do(b, make);
}

void step_worktree_remove(struct bisect *b)
{
	char dir[4200];
	const char *const args[] = { "worktree", "remove", "--force", dir,
				     NULL };

	snprintf(dir, sizeof(dir), "%s/tree", b->o->work);
	git_do(b, args);
}

static int check_out(struct bisect *b, const struct commit *c)
{
	char dir[4200];
	const char *const reset[] = { "-C", dir, "reset", "-q", "--hard",
				      c->sha, NULL };
	const char *const clean[] = { "-C", dir, "clean", "-qfdx", NULL };
	int ret;

	if (!strcmp(b->checked_out, c->sha))
		return 0;
	b->checked_out[0] = '\0';
	snprintf(dir, sizeof(dir), "%s/tree", b->o->work);
	ret = git_do(b, reset) ?: git_do(b, clean);
	if (!ret)
		text_copy(b->checked_out, SHA_LEN, c->sha);
	return ret;
}

static void push(const char **argv, unsigned *n, const char *word)
{
	if (*n < 3 * BISECT_WORDS - 1)
		argv[(*n)++] = word;
}

/* 0 and *status; the log holds this program's output alone. */
static int run_words(struct bisect *b, const char *const words[],
		     const char *const more[], const char *const extra[],
		     const char *log, int *status)
{
	const char *argv[3 * BISECT_WORDS] = { NULL };
	char path[4200];
	unsigned n = 0;
	int ret;

	for (; *words; words++)
		push(argv, &n, *words);
	for (; *more; more++)
		push(argv, &n, *more);
	for (; extra && *extra; extra++)
		push(argv, &n, *extra);
	argv[n] = NULL;
	snprintf(path, sizeof(path), "%s/%s", b->o->work, log);
	unlink(path);
	ret = child_run(argv, path, NULL, status);
	if (ret && ret != -EINTR)
		refuse(b->err, -ret, "%s: cannot be run: %s", argv[0],
		       strerror(-ret));
	return ret;
}

/* 1: built, 0: it does not build. */
static int build(struct bisect *b, struct commit *c, double *seconds)
{
	char tree[4200], objects[4200], out[4200], image[4300];
	const char *const more[] = { "--tree", tree, "--objects", objects,
				     "--out", out, NULL };
	double start = now();
	struct stat st;
	int status, ret;

	*seconds = 0;
	if (!strcmp(b->built, c->sha))
		return 1;
	b->built[0] = '\0';
	snprintf(tree, sizeof(tree), "%s/tree", b->o->work);
	snprintf(objects, sizeof(objects), "%s/objects", b->o->work);
	snprintf(out, sizeof(out), "%s/kernel", b->o->work);
	snprintf(image, sizeof(image), "%s/bzImage", out);
	ret = check_out(b, c);
	if (ret)
		return ret;
	unlink(image);
	ret = run_words(b, b->o->build, more, NULL, "build.log", &status);
	*seconds = now() - start;
	if (ret)
		return ret;
	if (status == 127 || status == 126)
		return refuse(b->err, ENOEXEC,
			      "%s: cannot be run (%s/build.log)",
			      b->o->build[0], b->o->work);
	if (status || stat(image, &st)) {
		snprintf(c->why, sizeof(c->why),
			 "the build ended with status %d", status);
		return 0;
	}
	text_copy(b->built, SHA_LEN, c->sha);
	return 1;
}

static void judge_run(struct bisect *b, struct commit *c, unsigned guests,
		      int status, const char *latest, enum seen *seen,
		      struct tally *tally)
{
	unsigned more;

	*seen = SEEN_UNKNOWN;
	*tally = (struct tally){ .unknown = 1 };
	/* Of several guests, those that worked do tell. */
	if ((status == STATUS_CANNOT_TELL && guests < 2) || status == 2 ||
	    (status > 5 && status != STATUS_CANNOT_TELL)) {
		snprintf(c->why, sizeof(c->why),
			 "the run ended with status %d: an error, not a verdict (%.300s)",
			 status, latest);
		return;
	}
	if (b->want.kind == FAILURE_NONE && status) {
		/* The bad commit shows us the failure to look for. */
		struct refusal err;

		if (failure_read(latest, b->o->test, &b->want, &more, &err)) {
			text_copy(c->why, sizeof(c->why), err.text);
			return;
		}
	}
	if (b->want.kind == FAILURE_NONE) {
		*seen = SEEN_PASS;
		*tally = (struct tally){ .passed = 1 };
		text_copy(c->why, sizeof(c->why), "all tests pass");
		return;
	}
	*seen = failure_match(latest, &b->want, c->why, sizeof(c->why), tally);
	if (!tally->failed && !tally->passed)
		tally->unknown = 1;
}

static void drop(const char *dir)
{
	const char *const argv[] = { "rm", "-rf", "--", dir, NULL };
	char *out = NULL;
	int status;

	child_run(argv, NULL, &out, &status);
	free(out);
}

/* Results name a suite by its folder; the run wants the word as given. */
static const char *suite_given(const struct bisect *b, const char *name)
{
	size_t len = strlen(name);

	for (unsigned i = 0; i < b->o->n_suites; i++) {
		const char *given = b->o->suites[i];
		size_t n = strlen(given);

		while (n && given[n - 1] == '/')
			n--;
		if (n >= len && !strncmp(given + n - len, name, len) &&
		    (n == len || given[n - len - 1] == '/'))
			return given;
	}
	return name;
}

/* The suite with the failure, once we know it. */
static void add_suites(const struct bisect *b, const char **more)
{
	const struct bisect_options *o = b->o;

	for (unsigned i = 0; i < o->n_suites && !b->want.kind; i++) {
		*more++ = "--suite";
		*more++ = o->suites[i];
	}
	if (b->want.kind) {
		*more++ = "--suite";
		*more++ = suite_given(b, b->want.suite);
	}
	*more = NULL;
}

int step_run(struct bisect *b, struct commit *c, unsigned guests,
	     enum seen *seen)
{
	char image[4200], results[4200], latest[4300], repeat[20];
	const char *more[2 * BISECT_WORDS + 8] = { "--kernel", image,
						   "--results", results };
	struct tally tally = { 0 };
	double build_time, start;
	unsigned n = 4;
	int status, ret = build(b, c, &build_time);

	if (ret < 0)
		return ret;
	if (!ret) {
		*seen = SEEN_NO_BUILD;
		snprintf(results, sizeof(results), "%s/no-build-%.12s.log",
			 b->o->work, c->sha);
		snprintf(image, sizeof(image), "%s/build.log", b->o->work);
		rename(image, results);
		return journal_run(b, c, *seen, &tally, build_time, 0, results);
	}
	snprintf(image, sizeof(image), "%s/kernel/bzImage", b->o->work);
	snprintf(results, sizeof(results), "%s/results/%04u-%.12s",
		 b->o->work, b->runs + 1, c->sha);
	snprintf(latest, sizeof(latest), "%s/latest", results);
	drop(results);
	snprintf(repeat, sizeof(repeat), "%u", guests);
	if (guests > 1) {
		more[n++] = "--repeat";
		more[n++] = repeat;
	}
	add_suites(b, more + n);
	start = now();
	ret = run_words(b, b->o->run, more, b->o->extra, "run.log", &status);
	if (ret)
		return ret;
	judge_run(b, c, guests, status, latest, seen, &tally);
	if (*seen == SEEN_PASS)
		drop(results);
	return journal_run(b, c, *seen, &tally, build_time, now() - start,
			   results);
}
