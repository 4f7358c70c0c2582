// SPDX-License-Identifier: GPL-2.0
/*
 * One guest from its suite to its verdict.  Called by session.c, which turns
 * the run in between.
 */
#include "run/outcome.h"
#include "disk/image.h"
#include "disk/diff.h"
#include "run/kconfig.h"
#include "lib/clock.h"
#include "report/results.h"
#include "run/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/paths.h"

/* --- verdicts --- */

static void judge(struct outcome *o, bool as_is)
{
	const struct suite_expect *e = &o->suite->expect;
	bool match;

	o->verdict = o->actual;
	o->status = o->actual_status;
	text_copy(o->reason, sizeof(o->reason), o->actual_reason);
	if (as_is || !e->set)
		return;
	match = o->actual == e->verdict &&
		(!e->reason || strstr(o->actual_reason, e->reason)) &&
		(e->status < 0 || e->status == o->actual_status);
	if (match) {
		o->verdict = VERDICT_PASS;
		o->status = STATUS_PASSED;
		snprintf(o->reason, sizeof(o->reason), "%s as expected: %.600s",
			 verdict_name(o->actual), o->actual_reason);
	} else if (o->actual != VERDICT_ERROR) {
		o->verdict = VERDICT_FAIL;
		o->status = STATUS_FAILED;
		snprintf(o->reason, sizeof(o->reason),
			 "expected %s%s%.200s, is %s (exit %d): %.400s",
			 verdict_name(e->verdict), e->reason ? ": " : "",
			 e->reason ? e->reason : "", verdict_name(o->actual),
			 o->actual_status, o->actual_reason);
	}
}

static void close_outcome(struct outcome *o, enum verdict v, bool reached,
			  const char *reason)
{
	o->actual = v;
	o->actual_status = verdict_status(v, reached);
	text_copy(o->actual_reason, sizeof(o->actual_reason), reason);
	judge(o, o->session->options->as_is);
}

bool outcome_by_test(const struct outcome *o)
{
	return o->ran && (!o->suite->expect.set || o->session->options->as_is);
}

/*
 * The kernel's configuration, which takes a while to unpack: kept, as most
 * suites run the same kernel.  NULL and a message if it has none.
 */
static const char *config_of(struct session *s, const char *kernel,
			     struct message *err)
{
	if (!s->config_of || strcmp(s->config_of, kernel)) {
		free(s->config);
		free(s->config_of);
		s->config = NULL;
		s->config_of = strdup(kernel);
		s->config_ret = kconfig_read(kernel, &s->config,
					     &s->config_error);
	}
	*err = s->config_error;
	return s->config;
}

void outcome_preload(struct session *s)
{
	struct message m;

	for (unsigned i = 0; i < s->picks.n; i++) {
		const struct suite *suite = s->picks.p[i].suite;

		if (suite->n_needs)
			config_of(s, suite->kernel ? suite->kernel :
						     s->options->kernel, &m);
	}
}

/* PASS: it can run; else why not is in reason. */
static enum verdict needs_missing(const struct outcome *o, char *reason,
				  size_t size)
{
	const struct suite *suite = o->suite;
	const char *config;
	struct message m;

	if (!suite->n_needs)
		return VERDICT_PASS;
	config = config_of(o->session, o->kernel, &m);
	if (!config) {
		snprintf(reason, size, "needs %.100s, but %.500s",
			 suite->needs[0], m.text);
		return o->session->config_ret == -ENODATA ? VERDICT_SKIP :
							    VERDICT_ERROR;
	}
	for (unsigned i = 0; i < suite->n_needs; i++) {
		if (kconfig_has(config, suite->needs[i]))
			continue;
		snprintf(reason, size, "the kernel has no %.200s",
			 suite->needs[i]);
		return VERDICT_SKIP;
	}
	return VERDICT_PASS;
}

/* --- tests as they happen --- */

/* What the test cost: the launcher's CPU time since the last result. */
static void note_cpu(struct outcome *o, const struct test *t)
{
	unsigned i = t - o->score.tests;
	uint64_t now;

	if (!o->run)
		return;
	now = run_cpu(o->run);
	if (i >= o->n_cpu) {
		unsigned n = (i | 63) + 1;
		uint64_t *cpu = reallocarray(o->cpu, n, sizeof(*cpu));

		if (!cpu)
			return;
		memset(cpu + o->n_cpu, 0, (n - o->n_cpu) * sizeof(*cpu));
		o->cpu = cpu;
		o->n_cpu = n;
	}
	if (!o->cpu[i])
		o->cpu[i] = now - o->cpu_before;
	o->cpu_before = now;
}

static void on_test_done(void *ctx, const struct test *t)
{
	struct outcome *o = ctx;

	note_cpu(o, t);
	if (outcome_by_test(o) || o->session->options->verbose)
		report_test(&o->session->report, o, t);
}

static const struct score_ops score_ops = { .test_done = on_test_done };

/* --- files --- */

static void free_files(struct outcome_files *f)
{
	free(f->dir);
	free(f->image);
	free(f->stats);
	for (int i = 0; i < SUITE_DISKS; i++)
		free(f->disks[i]);
}

/* All names; -ENOMEM leaves some NULL, to be freed all the same. */
static int name_files(struct outcome *o)
{
	const struct suite *suite = o->suite;
	struct outcome_files *f = &o->files;

	f->dir = path_in(o->session->dir, o->label);
	f->stats = f->dir ? path_in(f->dir, "stats.json") : NULL;
	if (!f->stats)
		return -ENOMEM;
	if (suite_has_image(suite) &&
	    !(f->image = path_in(f->dir, suite->initrd ? "root.cpio" :
							"root.img")))
		return -ENOMEM;
	for (unsigned i = 0; i < suite->n_disks; i++) {
		char name[SUITE_NAME + 8];

		snprintf(name, sizeof(name), "%s.img", suite->disks[i].name);
		f->disks[i] = path_in(f->dir, name);
		if (!f->disks[i])
			return -ENOMEM;
	}
	return 0;
}

static int make_files(struct outcome *o, struct message *err)
{
	const struct outcome_files *f = &o->files;
	int ret = name_files(o);

	if (ret)
		return message_set(err, -ret, "%s: out of memory",
				   o->suite->file);
	ret = path_make(f->dir, err);
	if (!ret && f->image)
		ret = image_root(o->suite, f->image, err);
	for (unsigned i = 0; !ret && i < o->suite->n_disks; i++)
		ret = image_disk(o->suite, i, f->disks[i], err);
	return ret;
}

/* --- from begin to end --- */

static int start_run(struct outcome *o, struct message *err)
{
	const struct options *opt = o->session->options;
	struct run_config config = {
		.launcher = opt->launcher,
		.kernel = o->kernel,
		.memory = opt->memory,
		.dir = o->files.dir,
		.image = o->files.image,
		.disks = (const char *const *)o->files.disks,
		.stats = opt->stats ? o->files.stats : NULL,
		.verbose = opt->verbose,
		.label = opt->jobs > 1 ? o->label : NULL,
		.wall_factor = opt->wall_factor,
	};

	return run_begin(&config, o->suite, &o->score, &o->run, err);
}

static void name_outcome(struct outcome *o, const struct job *job)
{
	size_t n = snprintf(o->label, sizeof(o->label), "%.200s",
			    o->suite->name);

	if (job->repeat)
		n += snprintf(o->label + n, sizeof(o->label) - n, ".%u",
			      job->repeat);
	if (job->attempt)
		snprintf(o->label + n, sizeof(o->label) - n, ".retry%u",
			 job->attempt);
	o->repeat = job->repeat;
	o->attempt = job->attempt;
}

/* What the guest wrote, if that was asked for and there is a root disk. */
static void diff_image(struct outcome *o)
{
	struct message m = { "" };
	char *before;

	if (!o->session->options->image_diff || !o->files.image ||
	    o->suite->initrd)
		return;
	before = path_in(o->files.dir, "before.img");
	if (before && !image_root(o->suite, before, &m))
		o->image_diff = image_diff(before, o->files.image,
					   o->files.dir, &m);
	if (!o->image_diff)
		fprintf(stderr, "lgcheck: %s: no difference of images: %s\n",
			o->label, m.text);
	if (before)
		unlink(before);
	free(before);
}

struct outcome *outcome_begin(struct session *s, const struct job *job,
			      struct message *err)
{
	const struct pick *pick = &s->picks.p[job->pick];
	struct outcome *o = calloc(1, sizeof(*o));
	char reason[SCORE_REASON];
	enum verdict needs;

	if (!o) {
		message_set(err, ENOMEM, "out of memory");
		return NULL;
	}
	if (select_suite(s->options, pick, job->tests, job->n, &o->suite,
			 err)) {
		free(o);
		return NULL;
	}
	o->session = s;
	o->pick = job->pick;
	o->part = pick->part || job->n < pick->n;
	o->kernel = o->suite->kernel ? o->suite->kernel : s->options->kernel;
	o->memory = s->options->memory ? s->options->memory : o->suite->memory;
	o->start = clock_now();
	name_outcome(o, job);
	report_suite(&s->report, o);
	needs = needs_missing(o, reason, sizeof(reason));
	if (needs != VERDICT_PASS) {
		close_outcome(o, needs, false, reason);
		return o;
	}
	score_init(&o->score, o->suite, &score_ops, o);
	o->ran = true;
	if (make_files(o, err) || start_run(o, err)) {
		o->duration = clock_now() - o->start;
		close_outcome(o, VERDICT_ERROR, false, err->text);
		o->run = NULL;
	}
	return o;
}

void outcome_turn(struct outcome *o)
{
	run_turn(o->run);
	/* what it took to boot is not the first test's */
	if (o->score.phase < PHASE_TEST)
		o->cpu_before = run_cpu_lately(o->run);
}

int outcome_end(struct outcome *o)
{
	struct score *score = &o->score;
	struct message m = { "" };
	int ret = run_end(o->run, &m);

	o->run = NULL;
	if (!ret) {
		if (score->ending.how == END_EXIT && !score->ending.number)
			image_check(o->suite,
				    (const char *const *)o->files.disks, score);
		score_judge(score);
		close_outcome(o, score->verdict, score->reached,
			      score->reason);
	} else {
		close_outcome(o, VERDICT_ERROR, false, m.text);
	}
	o->duration = clock_now() - o->start;
	if (!ret && o->session->options->stats)
		o->stats = results_stats(o->files.stats);
	if (!ret)
		diff_image(o);
	return ret;
}

void outcome_free(struct outcome *o)
{
	struct message m;

	if (!o)
		return;
	if (o->run)
		run_end(o->run, &m);
	outcome_free(o->retried);
	if (o->ran)
		score_free(&o->score);
	results_stats_free(o->stats);
	results_stats_free(o->image_diff);
	free_files(&o->files);
	suite_free(o->suite);
	free(o->cpu);
	free(o);
}
