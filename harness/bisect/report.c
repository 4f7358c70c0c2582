// SPDX-License-Identifier: GPL-2.0
/*
 * Reports what a search found: WORK/summary, a text for a maintainer, and
 * WORK/git-bisect-log, which "git bisect replay" takes. Console lines are a
 * guest's and made printable.
 */
#include "bisect/inner.h"
#include "lib/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define EXCERPT_LINES 60

static FILE *create(struct bisect *b, const char *name)
{
	char path[4200];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", b->o->work, name);
	f = fopen(path, "we");
	if (!f)
		refuse(b->err, errno, "%s: %s", path, strerror(errno));
	return f;
}

static int done(struct bisect *b, FILE *f, const char *name)
{
	int bad = ferror(f);

	if (fclose(f) || bad)
		return refuse(b->err, EIO, "%s/%s: cannot be written",
			      b->o->work, name);
	return 0;
}

static int write_replay(struct bisect *b)
{
	FILE *f = create(b, "git-bisect-log");
	char title[300];

	if (!f)
		return -EIO;
	fprintf(f, "git bisect start '%s' '%s'\n", b->bad, b->good);
	for (unsigned i = 0; i < b->n_commits; i++) {
		const struct commit *c = b->commits[i];
		const char *word = c->failed ? "bad" : c->passed ? "good" :
				   c->unknown || c->no_build ? "skip" : NULL;

		if (!word)
			continue;
		git_title(b, c->sha, title, sizeof(title));
		fprintf(f, "# %s: %s\ngit bisect %s %s\n", word, title, word,
			c->sha);
	}
	fprintf(f, "# first bad commit: %s\n", b->culprit);
	return done(b, f, "git-bisect-log");
}

/* The culprit as git shows it. */
static void write_commit(struct bisect *b, FILE *f)
{
	const char *const args[] = { "show", "--no-show-signature", "--stat",
				     "--no-color", b->culprit, NULL };
	char *text;

	if (git_output(b, &text, args))
		return;
	for (char *line = text; *line; line++) {
		char clean[LINE_LEN];
		size_t len = strcspn(line, "\n");

		text_clean(clean, sizeof(clean), line, len);
		fprintf(f, "%s%s\n", clean[0] ? "  " : "", clean);
		line += len;
		if (!*line)
			break;
	}
	free(text);
}

static void write_runs(struct bisect *b, FILE *f)
{
	char title[300];

	fprintf(f, "\nRuns (failed/passed/could not tell):\n\n");
	for (unsigned i = 0; i < b->n_commits; i++) {
		const struct commit *c = b->commits[i];

		if (!c->failed && !c->passed && !c->unknown && !c->no_build)
			continue;
		git_title(b, c->sha, title, sizeof(title));
		fprintf(f, "  %u/%u/%u  %s%s\n", c->failed, c->passed,
			c->unknown, title,
			c->no_build ? " (does not build)" : "");
	}
}

/* The end of the console of the culprit's last failure. */
static void write_console(struct bisect *b, FILE *f, const struct commit *c)
{
	char path[8500], *text = NULL, *lines[EXCERPT_LINES] = { NULL };
	size_t room = 0, n = 0;
	ssize_t len;
	FILE *log;

	snprintf(path, sizeof(path), "%s/latest/%s/console.log", c->results,
		 b->want.suite);
	log = fopen(path, "re");
	if (!log)
		return;
	while ((len = getline(&text, &room, log)) > 0) {
		char clean[400];

		while (len && strchr("\r\n", text[len - 1]))
			len--;
		text_clean(clean, sizeof(clean), text, len);
		free(lines[n % EXCERPT_LINES]);
		lines[n++ % EXCERPT_LINES] = strdup(clean);
	}
	fclose(log);
	free(text);
	fprintf(f, "\nEnd of its console (%s):\n\n", path);
	for (size_t i = n > EXCERPT_LINES ? n - EXCERPT_LINES : 0; i < n; i++) {
		char *line = lines[i % EXCERPT_LINES];

		fprintf(f, "  %s\n", line ? line : "");
	}
	for (size_t i = 0; i < EXCERPT_LINES; i++)
		free(lines[i]);
}

static int write_summary(struct bisect *b)
{
	const struct commit *c = bisect_commit(b, b->culprit);
	unsigned failed = 0, passed = 0;
	char title[300], what[1000];
	FILE *f = create(b, "summary");

	if (!f)
		return -EIO;
	for (unsigned i = 0; i < b->n_commits; i++) {
		failed += b->commits[i]->failed;
		passed += b->commits[i]->failed ? b->commits[i]->passed : 0;
	}
	failure_text(&b->want, what, sizeof(what));
	git_title(b, b->culprit, title, sizeof(title));
	fprintf(f, "Subject: [BISECTED] %s\n\n%s\nwas bisected to\n\n  %s\n\n",
		what, what, title);
	fprintf(f, "This commit failed in %u of %u runs; the commit before it passed all of its %u.\n",
		c->failed, c->failed + c->passed, b->verified_passes);
	fprintf(f, "Confidence: %.2f %% (commits with the failure failed in %u of %u runs).\n\n",
		100 * (1 - odds_doubt(failed, passed, b->verified_passes)),
		failed, failed + passed);
	write_commit(b, f);
	write_runs(b, f);
	fprintf(f, "\n%u kernels built in %.0f s, %u runs in %.0f s: %.0f %% of the time was building.\n",
		b->builds, b->build_seconds, b->runs, b->run_seconds,
		100 * b->build_seconds /
		(b->build_seconds + b->run_seconds + 1e-9));
	fprintf(f, "The kernel's configuration is in %s/kernel/config.\n",
		b->o->work);
	write_console(b, f, c);
	return done(b, f, "summary");
}

int bisect_report(struct bisect *b)
{
	int ret = write_replay(b);

	if (!ret)
		ret = write_summary(b);
	if (!ret)
		bisect_say(b, "%u builds, %.0f s; %u runs, %.0f s; to send on: %s/summary",
			   b->builds, b->build_seconds, b->runs,
			   b->run_seconds, b->o->work);
	return ret;
}
