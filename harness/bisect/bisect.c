// SPDX-License-Identifier: GPL-2.0
/*
 * "lgcheck bisect": finds the commit that brought a failure, by building and
 * running the commits between a good and a bad one.
 *
 * A run that shows the failure is proof: the commit is bad. One that does not
 * is only evidence, because the failure may come and go. A few passes are still
 * enough to call a commit good and go on, because a mistake cannot hide: if a
 * "good" commit were bad, then all later ones would be, too, up to the one just
 * before the answer. So we run that one until the doubt is small enough; if it
 * fails, it is bad, and the search goes on below it.
 */
#include "bisect/bisect.h"

#include "bisect/inner.h"
#include "lib/child.h"
#include "lib/text.h"
#include "lib/verdict.h"
#include "suite/shard.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The doubt that a step on the way may leave if a failure comes and goes. */
#define STEP_DOUBT	0.05
/* The bad commit must fail this often before we believe it. */
#define BAD_END_FAILURES 2
/* Guests in one run, which may have a machine to boot first. */
#define BATCH_GUESTS	10
#define BATCH_SECONDS	600

void bisect_say(struct bisect *b, const char *fmt, ...)
{
	char text[2000], stamp[40];
	time_t t = time(NULL);
	struct tm tm;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	printf("%s\n", text);
	fflush(stdout);
	if (!b->log)
		return;
	gmtime_r(&t, &tm);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &tm);
	fprintf(b->log, "%s %s\n", stamp, text);
	fflush(b->log);
}

struct commit *bisect_commit(struct bisect *b, const char *sha)
{
	struct commit **list, *c;

	for (unsigned i = 0; i < b->n_commits; i++)
		if (!strcmp(b->commits[i]->sha, sha))
			return b->commits[i];
	list = realloc(b->commits, (b->n_commits + 1) * sizeof(*list));
	c = calloc(1, sizeof(*c));
	if (list)
		b->commits = list;
	if (!list || !c) {
		free(c);
		return NULL;
	}
	text_copy(c->sha, sizeof(c->sha), sha);
	list[b->n_commits++] = c;
	return c;
}

/* How often commits that have the failure failed and passed. */
static void experience(const struct bisect *b, unsigned *failed,
		       unsigned *passed)
{
	*failed = *passed = 0;
	for (unsigned i = 0; i < b->n_commits; i++) {
		if (!b->commits[i]->failed)
			continue;
		*failed += b->commits[i]->failed;
		*passed += b->commits[i]->passed;
	}
}

/* How many passes make a commit good, for a step or for the answer. */
static unsigned passes_wanted(const struct bisect *b, bool answer)
{
	unsigned failed, passed;

	experience(b, &failed, &passed);
	if (!answer && !passed)
		return 1;
	return odds_passes(failed, passed, answer ? b->o->doubt : STEP_DOUBT,
			   b->o->max_runs);
}

static bool is_good(const struct commit *c)
{
	return c->passed && !c->failed;
}

static bool is_skipped(const struct commit *c)
{
	return !c->failed && !c->passed && (c->no_build || c->unknown);
}

/*
 * A run may have to boot a machine first, so guests that we need anyway share
 * it. But not too many: a run that breaks off tells nothing.
 */
static unsigned batch(const struct bisect *b, unsigned wanted)
{
	double each = b->runs ? b->run_seconds / b->runs : BATCH_SECONDS;

	if (wanted > BATCH_GUESTS)
		wanted = BATCH_GUESTS;
	if (wanted * each > BATCH_SECONDS)
		wanted = BATCH_SECONDS / each;
	return wanted ? wanted : 1;
}

/* Runs the commit and prints the outcome; may set the failure to look for. */
static int run_some(struct bisect *b, struct commit *c, unsigned guests,
		    enum seen *seen)
{
	bool had = b->want.kind != FAILURE_NONE;
	double build = b->build_seconds, run = b->run_seconds;
	char title[200], what[1000], times[60];
	unsigned failed = c->failed, before = b->runs;
	int ret = step_run(b, c, guests, seen);

	if (ret)
		return ret;
	git_title(b, c->sha, title, sizeof(title));
	snprintf(times, sizeof(times), ", in %u of %u guests",
		 c->failed - failed, b->runs - before);
	bisect_say(b, "%-8s %s: %s%s (build %.0f s, run %.0f s)",
		   seen_name(*seen), title, c->why,
		   b->runs - before > 1 ? times : "",
		   b->build_seconds - build, b->run_seconds - run);
	if (had || b->want.kind == FAILURE_NONE)
		return 0;
	failure_text(&b->want, what, sizeof(what));
	bisect_say(b, "looking for %s", what);
	return journal_target(b);
}

/*
 * Runs the commit until it fails, has passed often enough, cannot tell, or has
 * run too often.
 */
static int settle(struct bisect *b, struct commit *c, bool answer)
{
	enum seen seen = SEEN_PASS;
	unsigned wanted;
	int ret = 0;

	while (!ret && !c->failed && !is_skipped(c) && seen != SEEN_UNKNOWN) {
		wanted = passes_wanted(b, answer);
		if (c->passed >= wanted)
			break;
		ret = run_some(b, c, batch(b, wanted - c->passed), &seen);
	}
	return ret;
}

static int cannot_tell(struct bisect *b, const struct commit *c,
		       const char *what)
{
	return refuse(b->err, ENODATA, "%s %.12s: %s%s%s", what, c->sha,
		      c->passed && !c->failed ?
			      "does not show the failure" : c->why,
		      c->no_build ? "; the log is in " : "",
		      c->no_build ? b->o->work : "");
}

static int bad_end(struct bisect *b)
{
	struct commit *c = bisect_commit(b, b->bad);
	enum seen seen = SEEN_PASS;
	int ret = 0;

	if (!c)
		return -ENOMEM;
	while (!ret && c->failed < BAD_END_FAILURES && !c->no_build &&
	       seen != SEEN_UNKNOWN &&
	       c->failed + c->passed < b->o->max_runs)
		ret = run_some(b, c, 1, &seen);
	if (ret)
		return ret;
	return c->failed ? 0 : cannot_tell(b, c, "the bad commit");
}

static int good_end(struct bisect *b)
{
	struct commit *c = bisect_commit(b, b->good);
	int ret;

	if (!c)
		return -ENOMEM;
	ret = settle(b, c, false);
	if (ret || is_good(c))
		return ret;
	if (c->failed)
		return refuse(b->err, EINVAL,
			      "the good commit %.12s shows the failure: %s; give an older one",
			      c->sha, c->why);
	return cannot_tell(b, c, "the good commit");
}

/* The earliest bad commit known: each is an ancestor of the one before. */
static const char *lowest_bad(struct bisect *b)
{
	const char *bad = b->bad;

	for (unsigned i = 0; i < b->n_commits; i++) {
		const struct commit *c = b->commits[i];

		if (c->failed && strcmp(c->sha, bad) &&
		    git_is_ancestor(b, c->sha, bad))
			bad = c->sha;
	}
	return bad;
}

/* The candidates; those that halve the search best come first. */
static int candidates(struct bisect *b, const char *bad, char **list)
{
	const char **args = calloc(b->n_commits + 6, sizeof(*args));
	unsigned n = 0;
	int ret;

	if (!args)
		return -ENOMEM;
	args[n++] = "rev-list";
	args[n++] = "--bisect-all";
	args[n++] = bad;
	args[n++] = "--not";
	args[n++] = b->good;
	for (unsigned i = 0; i < b->n_commits; i++)
		if (is_good(b->commits[i]))
			args[n++] = b->commits[i]->sha;
	ret = git_output(b, list, args);
	free(args);
	return ret;
}

/*
 * The next commit to run; NULL if none is left. The neighbours of skipped
 * commits probably get skipped, too: the more of them, the further we jump.
 */
static struct commit *pick(struct bisect *b, char *list, const char *bad,
			   unsigned *left, unsigned *skipped)
{
	char **open = NULL, *line, *save = NULL;
	unsigned n = 0, ahead = 0;
	struct commit *c = NULL;

	*left = *skipped = 0;
	for (line = strtok_r(list, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		char **more = realloc(open, (n + 1) * sizeof(*open));

		line[strcspn(line, " ")] = '\0';
		(*left)++;
		c = bisect_commit(b, line);
		if (!more || !c)
			break;
		open = more;
		if (is_skipped(c))
			(*skipped)++;
		else if (strcmp(line, bad))
			open[n++] = line;
		if (!n)
			ahead = *skipped;
	}
	if (ahead >= n)
		ahead = n ? n - 1 : 0;
	c = n ? bisect_commit(b, open[ahead]) : NULL;
	free(open);
	return c;
}

/* Is the doubt small enough? If not, the search comes back for more runs. */
static int conclude(struct bisect *b, const struct commit *c)
{
	unsigned failed, passed;

	experience(b, &failed, &passed);
	if (odds_doubt(failed, passed, b->verified_passes) <= b->o->doubt)
		text_copy(b->culprit, SHA_LEN, c->sha);
	else if (b->verified_passes >= b->o->max_runs)
		return refuse(b->err, ENODATA,
			      "%.12s is probably the culprit, but %u runs of a failure this rare leave more doubt than asked for; give more --max-runs",
			      c->sha, b->verified_passes);
	return 0;
}

/* Runs the parents until no doubt is left, and the commit once more. */
static int verify(struct bisect *b, struct commit *c)
{
	const char *const args[] = { "rev-parse", "--revs-only", NULL, NULL };
	const char *spec[4] = { args[0], args[1] };
	char parents[64], *list, *line, *save = NULL;
	unsigned failed = c->failed;
	enum seen seen = SEEN_PASS;
	int ret;

	snprintf(parents, sizeof(parents), "%s^@", c->sha);
	spec[2] = parents;
	ret = git_output(b, &list, spec);
	if (ret)
		return ret;
	b->verified_passes = 0;
	for (line = strtok_r(list, "\n", &save); !ret && line;
	     line = strtok_r(NULL, "\n", &save)) {
		struct commit *p = bisect_commit(b, line);

		ret = p ? settle(b, p, true) : -ENOMEM;
		if (!ret && !is_good(p) && !p->failed)
			ret = cannot_tell(b, p, "not verified: the parent");
		if (!ret && p->failed)
			break;		/* bad: the search goes on below it */
		if (!ret && (!b->verified_passes ||
			     p->passed < b->verified_passes))
			b->verified_passes = p->passed;
	}
	while (!ret && !line && c->failed < failed + 1 &&
	       seen != SEEN_UNKNOWN && c->failed + c->passed <= b->o->max_runs)
		ret = run_some(b, c, 1, &seen);
	free(list);
	if (!ret && !line && c->failed == failed)
		ret = cannot_tell(b, c, "not verified: the culprit");
	return ret || line ? ret : conclude(b, c);
}

static int only_skipped(struct bisect *b, const char *bad)
{
	char *list = NULL, *line, *save = NULL, title[200];
	int ret = candidates(b, bad, &list);

	if (ret)
		return ret;
	bisect_say(b, "the first bad commit is one of:");
	for (line = strtok_r(list, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		line[strcspn(line, " ")] = '\0';
		git_title(b, line, title, sizeof(title));
		bisect_say(b, "  %s", title);
	}
	free(list);
	return refuse(b->err, ENODATA,
		      "all commits that are left do not build or fail in another way");
}

static int search(struct bisect *b)
{
	unsigned left, skipped;
	int ret = 0;

	while (!ret && !b->culprit[0]) {
		const char *bad = lowest_bad(b);
		struct commit *c;
		char *list;

		ret = candidates(b, bad, &list);
		if (ret)
			break;
		c = pick(b, list, bad, &left, &skipped);
		free(list);
		if (c) {
			bisect_say(b, "%u commits left%s", left, skipped ?
				   ", some of which were passed over" : "");
			ret = settle(b, c, false);
		} else if (skipped) {
			ret = only_skipped(b, bad);
		} else {
			ret = verify(b, bisect_commit(b, bad));
		}
	}
	return ret;
}

static int ends(struct bisect *b)
{
	int ret = git_commit(b, b->o->good, b->good);

	if (!ret)
		ret = git_commit(b, b->o->bad, b->bad);
	if (ret)
		return ret;
	if (!strcmp(b->good, b->bad))
		return refuse(b->err, EINVAL,
			      "--good and --bad are the same commit");
	if (!git_is_ancestor(b, b->good, b->bad))
		return refuse(b->err, EINVAL,
			      "%s is not an ancestor of %s; give a good commit that is (git merge-base prints one)",
			      b->o->good, b->o->bad);
	return 0;
}

static int make_folders(const char *path)
{
	char part[4096];

	text_copy(part, sizeof(part), path);
	for (char *p = part + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(part, 0755) && errno != EEXIST)
			return -errno;
		*p = '/';
	}
	return mkdir(part, 0755) && errno != EEXIST ? -errno : 0;
}

static int open_work(struct bisect *b, struct bisect_options *o)
{
	char path[4300], given[4096];
	int ret;

	text_copy(given, sizeof(given), o->work);
	if (!given[0])
		snprintf(given, sizeof(given), "%.4000s/%.12s-%.12s",
			 o->places, b->good, b->bad);
	ret = make_folders(given);
	if (ret || !realpath(given, o->work))
		return refuse(b->err, ret ? -ret : errno, "%s: %s", given,
			      strerror(ret ? -ret : errno));
	snprintf(path, sizeof(path), "%s/results", o->work);
	mkdir(path, 0755);
	ret = journal_open(b);
	if (ret)
		return ret;
	if (flock(fileno(b->journal), LOCK_EX | LOCK_NB))
		return refuse(b->err, EBUSY,
			      "%s: another search is running there",
			      o->work);
	snprintf(path, sizeof(path), "%s/log", o->work);
	b->log = fopen(path, "ae");
	if (b->runs)
		bisect_say(b, "going on after %u runs", b->runs);
	return step_worktree(b);
}

static int want(struct bisect *b)
{
	char what[1000];
	unsigned more;
	int ret;

	if (b->want.kind != FAILURE_NONE || !b->o->saved)
		return 0;
	ret = failure_read(b->o->saved, b->o->test, &b->want, &more, b->err);
	if (ret)
		return ret;
	failure_text(&b->want, what, sizeof(what));
	bisect_say(b, "looking for %s%s", what, more ?
		   " (others: choose with --test)" : "");
	return journal_target(b);
}

/* The whole search, from its two ends to the report. */
static int find(struct bisect *b, struct bisect_options *o)
{
	char title[200];
	int ret;

	if (!realpath(o->tree, b->tree))
		return refuse(b->err, EINVAL, "--tree=%s: %s", o->tree,
			      strerror(errno));
	ret = ends(b);
	if (!ret)
		ret = open_work(b, o);
	if (!ret)
		ret = want(b);
	if (!ret)
		ret = bad_end(b);
	if (!ret)
		ret = good_end(b);
	if (!ret)
		ret = search(b);
	if (ret)
		return ret;
	git_title(b, b->culprit, title, sizeof(title));
	bisect_say(b, "first bad commit: %s", title);
	ret = bisect_report(b);
	step_worktree_remove(b);
	return ret;
}

static int judge(const struct bisect_options *o)
{
	struct failure want;
	struct refusal err;
	char why[1000];
	unsigned more;
	enum seen seen;

	if (failure_read(o->saved, o->test, &want, &more, &err)) {
		return refusal_tell(&err, STATUS_CANNOT_TELL);
	}
	seen = failure_match(o->judge, &want, why, sizeof(why), NULL);
	printf("%s: %s\n", seen_name(seen), why);
	return seen == SEEN_PASS ? 0 : seen == SEEN_FAIL ? STATUS_FAILED :
	       STATUS_CANNOT_TELL;
}

static void free_all(struct bisect *b)
{
	for (unsigned i = 0; i < b->n_commits; i++)
		free(b->commits[i]);
	free(b->commits);
	if (b->journal)
		fclose(b->journal);
	if (b->log)
		fclose(b->log);
}

int bisect(int argc, char **argv)
{
	struct bisect_options o;
	struct refusal err = { "" };
	struct bisect b = { .o = &o, .err = &err };
	int ret;

	if (bisect_options_parse(argc, argv, &o, &err)) {
		return refusal_tell(&err, STATUS_USAGE);
	}
	if (o.help) {
		fputs(bisect_help, stdout);
		return 0;
	}
	if (o.judge)
		return judge(&o);
	/* The search may be one job of a shard, but its runs are whole. */
	shard_forget();
	child_signals();
	ret = find(&b, &o);
	if (child_signal())
		fprintf(stderr, "lgcheck: interrupted; the same command goes on from here\n");
	else if (ret)
		refusal_tell(&err, 0);
	free_all(&b);
	if (child_signal()) {
		sigset_t none;

		signal(child_signal(), SIG_DFL);
		raise(child_signal());
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
	}
	return !ret ? 0 : ret == -EINVAL || ret == -EEXIST ? STATUS_USAGE :
	       STATUS_CANNOT_TELL;
}
