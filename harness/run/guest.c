// SPDX-License-Identifier: GPL-2.0
/*
 * Takes one guest from its suite to its verdict: checks what the suite needs,
 * makes the disks, starts the run and judges the end. Whoever begins a guest
 * turns it until its run is over.
 */
#include "run/guest.h"

#include "disk/diff.h"
#include "disk/image.h"
#include "lib/clock.h"
#include "lib/paths.h"
#include "lib/text.h"
#include "report/results.h"
#include "run/kconfig.h"
#include "run/session.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void guest_preload(struct session *s)
{
	struct refusal m;

	for (unsigned i = 0; i < s->picks.n; i++) {
		const struct suite *suite = s->picks.p[i].suite;

		if (suite->n_needs)
			session_config(s, session_kernel(s, suite), &m);
	}
}

/* PASS if it can run; else reason says why not. */
static enum verdict needs_missing(const struct guest *g, char *reason,
				  size_t size)
{
	const struct suite *suite = g->outcome->suite;
	const char *config;
	struct refusal m;

	if (!suite->n_needs)
		return VERDICT_PASS;
	config = session_config(g->session, g->outcome->kernel, &m);
	if (!config) {
		snprintf(reason, size, "needs %.100s, but %.500s",
			 suite->needs[0], m.text);
		return g->session->config_ret == -ENODATA ? VERDICT_SKIP :
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

/* What a bundle of it has to have. */
static int keep_boot(struct outcome *o, const struct boot *b)
{
	char beside[4200];

	if (kconfig_beside(o->kernel, beside, sizeof(beside)))
		o->config = strdup(beside);
	o->modules = calloc(b->n_modules + 1, sizeof(*o->modules));
	for (unsigned i = 0; o->modules && i < b->n_modules; i++) {
		o->modules[i] = strdup(b->modules[i]);
		if (!o->modules[i])
			return -ENOMEM;
		o->n_modules++;
	}
	return o->modules ? 0 : -ENOMEM;
}

/* The same for what the kernel's machine lacks. */
static enum verdict machine_missing(struct guest *g, char *reason, size_t size)
{
	struct outcome *o = g->outcome;
	const struct choice *c = session_choose(g->session, o->kernel);
	const char *why = c->missing.text[0] ? c->missing.text :
					       c->refused.text;

	o->machine = c->machine->name;
	o->accelerator = choice_accelerator(c);
	if (*why) {
		text_copy(reason, size, why);
		return VERDICT_ERROR;
	}
	if (c->machine != &machine_qemu)
		return VERDICT_PASS;
	if (o->suite->net) {
		snprintf(reason, size, "needs a network, which qemu is not given");
		return VERDICT_SKIP;
	}
	if (o->suite->n_disks && c->boot.disks == BOOT_NO_DISKS) {
		snprintf(reason, size, "needs disks, and %.200s", c->boot.why);
		return VERDICT_SKIP;
	}
	if (c->boot.root_in_ram)
		o->suite->initrd = true;
	if (keep_boot(o, &c->boot)) {
		snprintf(reason, size, "out of memory");
		return VERDICT_ERROR;
	}
	return VERDICT_PASS;
}

/* --- tests as they happen --- */

/* What the test cost: the launcher's CPU time since the last result. */
static void note_cpu(struct guest *g, const struct test *t)
{
	struct outcome *o = g->outcome;
	unsigned i = t - o->score.tests;
	uint64_t now;

	if (!g->run)
		return;
	now = run_cpu(g->run);
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
		o->cpu[i] = now - g->cpu_before;
	g->cpu_before = now;
}

static void on_test_done(void *ctx, const struct test *t)
{
	struct guest *g = ctx;

	note_cpu(g, t);
	if (outcome_by_test(g->outcome) || g->session->options->verbose)
		terminal_test(&g->session->terminal, g->outcome, t);
}

static const struct score_ops score_ops = { .test_done = on_test_done };

/* --- files --- */

/* All names; -ENOMEM leaves some NULL, to be freed all the same. */
static int name_files(struct outcome *o, const char *dir)
{
	const struct suite *suite = o->suite;
	struct outcome_files *f = &o->files;

	f->dir = path_in(dir, o->label);
	f->stats = f->dir ? path_in(f->dir, "stats.json") : NULL;
	f->initrd = f->dir ? path_in(f->dir, "initrd.cpio") : NULL;
	if (!f->stats || !f->initrd)
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

static int make_files(struct outcome *o, const char *dir,
		      struct refusal *err)
{
	const struct outcome_files *f = &o->files;
	int ret = name_files(o, dir);

	if (ret)
		return refuse(err, -ret, "%s: out of memory",
			      o->suite->file);
	ret = path_make(f->dir, err);
	if (!ret && f->image)
		ret = image_root(o->suite, f->image, err);
	for (unsigned i = 0; !ret && i < o->suite->n_disks; i++)
		ret = image_disk(o->suite, i, f->disks[i], err);
	return ret;
}

/* --- from start to end --- */

/* The initial RAM disk that the kernel needs to find its root; NULL: none. */
static int make_initrd(struct guest *g, const struct choice *c,
		       const char **initrd, struct refusal *err)
{
	const struct outcome *o = g->outcome;
	char init[4200];

	*initrd = o->suite->initrd ? o->files.image : NULL;
	if (c->machine != &machine_qemu || !boot_has_loader(&c->boot, o->suite))
		return 0;
	*initrd = o->files.initrd;
	snprintf(init, sizeof(init), "%.4000s/images/init",
		 g->session->options->build);
	return boot_initrd(&c->boot, o->suite, init, o->files.image,
			   o->files.initrd, err);
}

static int start_run(struct guest *g, struct refusal *err)
{
	const struct choice *c = session_choose(g->session, g->outcome->kernel);
	const struct options *opt = g->session->options;
	struct outcome *o = g->outcome;
	struct run_config config = {
		.machine = c->machine,
		.launcher = c->program,
		.boot = &c->boot,
		.kvm = c->kvm,
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

	if (make_initrd(g, c, &config.initrd, err))
		return -EIO;
	return run_begin(&config, o->suite, &o->score, &g->run, err);
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

/* What the guest wrote, if there is a root disk. */
static void diff_image(struct outcome *o)
{
	struct refusal m = { "" };
	char *before;

	if (!o->files.image || o->suite->initrd)
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

/* The outcome as far as it is known before the start; NULL and a message. */
static struct outcome *new_outcome(struct session *s, const struct job *job,
				   struct refusal *err)
{
	const struct pick *pick = &s->picks.p[job->pick];
	struct outcome *o = calloc(1, sizeof(*o));

	if (!o) {
		refuse(err, ENOMEM, "out of memory");
		return NULL;
	}
	if (select_suite(s->options, pick, job->tests, job->n, &o->suite,
			 err)) {
		free(o);
		return NULL;
	}
	o->pick = job->pick;
	o->part = pick->part || job->n < pick->n;
	o->as_is = s->options->as_is;
	o->kernel = o->suite->kernel ? o->suite->kernel : s->options->kernel;
	o->memory = s->options->memory ? s->options->memory : o->suite->memory;
	name_outcome(o, job);
	return o;
}

struct guest *guest_begin(struct session *s, const struct job *job,
			  struct refusal *err)
{
	struct guest *g = calloc(1, sizeof(*g));
	char reason[SCORE_REASON];
	enum verdict needs;
	struct outcome *o;

	if (!g) {
		refuse(err, ENOMEM, "out of memory");
		return NULL;
	}
	o = new_outcome(s, job, err);
	if (!o) {
		free(g);
		return NULL;
	}
	g->session = s;
	g->outcome = o;
	g->start = clock_now();
	terminal_suite(&s->terminal, o);
	needs = needs_missing(g, reason, sizeof(reason));
	if (needs != VERDICT_PASS) {
		outcome_judge(o, needs, false, reason);
		return g;
	}
	needs = machine_missing(g, reason, sizeof(reason));
	if (needs != VERDICT_PASS) {
		outcome_judge(o, needs, false, reason);
		return g;
	}
	score_init(&o->score, o->suite, &score_ops, g);
	o->ran = true;
	if (make_files(o, s->summary.dir, err) || start_run(g, err)) {
		o->duration = clock_now() - g->start;
		outcome_judge(o, VERDICT_ERROR, false, err->text);
		g->run = NULL;
	}
	return g;
}

void guest_turn(struct guest *g)
{
	run_turn(g->run);
	/* The CPU time of the boot does not belong to the first test. */
	if (g->outcome->score.phase < PHASE_TEST)
		g->cpu_before = run_cpu_lately(g->run);
}

int guest_end(struct guest *g)
{
	const struct options *opt = g->session->options;
	struct outcome *o = g->outcome;
	struct score *score = &o->score;
	struct refusal m = { "" };
	int ret = run_end(g->run, &m);

	g->run = NULL;
	if (!ret) {
		if (score_powered_off(score))
			image_check(o->suite,
				    (const char *const *)o->files.disks, score);
		score_judge(score);
		outcome_judge(o, score->verdict, score->reached,
			      score->reason);
	} else {
		outcome_judge(o, VERDICT_ERROR, false, m.text);
	}
	o->duration = clock_now() - g->start;
	if (!ret && opt->stats)
		o->stats = results_stats(o->files.stats);
	if (!ret && opt->image_diff)
		diff_image(o);
	return ret;
}

struct outcome *guest_free(struct guest *g)
{
	struct outcome *o = g->outcome;
	struct refusal m;

	if (g->run)
		run_end(g->run, &m);
	free(g);
	return o;
}
