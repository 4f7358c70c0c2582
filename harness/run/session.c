// SPDX-License-Identifier: GPL-2.0
/*
 * A whole run.  Called by the commands that run guests.  All suites are read
 * before the first guest starts; each guest gets a folder of results; the
 * run's folder is named by time and process and "latest" points to it.  One
 * poll loop turns all guests, so that lines are never mixed.
 */
#include "run/session.h"
#include "report/baseline.h"
#include "lib/child.h"
#include "lib/clock.h"
#include "lib/paths.h"
#include "report/reports.h"
#include "report/results.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

static int complain(int status, const struct message *m)
{
	fflush(stdout);
	fprintf(stderr, "lgcheck: %s\n", m->text);
	return status;
}

/* --- before the first guest --- */

static int check_kernels(struct session *s, struct message *err)
{
	memset(&s->kernel, 0, sizeof(s->kernel));
	if (s->options->kernel)
		stat(s->options->kernel, &s->kernel);
	for (unsigned i = 0; i < s->picks.n; i++) {
		const char *kernel = s->picks.p[i].suite->kernel;

		if (!kernel)
			kernel = s->options->kernel;
		if (!kernel)
			return message_set(err, EINVAL, "which kernel? give "
					   "--kernel=FILE; make guest builds "
					   "one");
		if (access(kernel, R_OK))
			return message_set(err, errno, "%s: cannot read this "
					   "kernel: %s; make guest builds one",
					   kernel, strerror(errno));
	}
	return 0;
}

/* Others may write there, with the same process number: from another VM. */
static int make_dir(struct session *s, struct message *err)
{
	const char *in = s->options->results_dir;
	char when[40];
	int ret = path_make(in, err);

	if (ret)
		return ret;
	strftime(when, sizeof(when), "%Y%m%d-%H%M%S", gmtime(&s->started));
	snprintf(s->name, sizeof(s->name), "%s-%d", when, (int)getpid());
	for (int i = 2; i < 1000; i++) {
		snprintf(s->dir, sizeof(s->dir), "%.4000s/%s", in, s->name);
		if (!mkdir(s->dir, 0755))
			return 0;
		if (errno != EEXIST)
			break;
		snprintf(s->name, sizeof(s->name), "%s-%d.%d", when,
			 (int)getpid(), i);
	}
	return message_set(err, errno, "%s: cannot create: %s; give another "
			   "place with --results=DIR", s->dir, strerror(errno));
}

static int make_results(struct session *s, struct message *err)
{
	char link[4400], temp[4500];
	int ret = make_dir(s, err);

	if (ret)
		return ret;
	snprintf(link, sizeof(link), "%.4000s/latest",
		 s->options->results_dir);
	snprintf(temp, sizeof(temp), "%.4000s/.latest-%s",
		 s->options->results_dir, s->name);
	if (symlink(s->name, temp) || rename(temp, link)) {
		ret = message_set(err, errno, "%s: cannot set the link: %s",
				  link, strerror(errno));
		unlink(temp);
	}
	return ret;
}

int session_signals(struct message *err)
{
	sigset_t set;
	int fd;

	signal(SIGPIPE, SIG_IGN);
	child_signal_set(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0)
		return message_set(err, errno, "no signalfd: %s",
				   strerror(errno));
	return fd;
}

/* Built again meanwhile: some guests, and the bundles, have another one. */
static int check_same_kernel(const struct session *s, struct message *err)
{
	const char *kernel = s->options->kernel;
	const struct stat *was = &s->kernel;
	struct stat is;

	if (!kernel || (!stat(kernel, &is) && is.st_ino == was->st_ino &&
			is.st_size == was->st_size &&
			is.st_mtim.tv_sec == was->st_mtim.tv_sec &&
			is.st_mtim.tv_nsec == was->st_mtim.tv_nsec))
		return 0;
	return message_set(err, ESTALE, "%s: was changed during the run, so "
			   "that there is no telling what these results are "
			   "of; give a copy of it", kernel);
}

/* --- counting --- */

static bool has_test(const struct outcome *o, const char *name)
{
	for (unsigned i = 0; i < o->score.n_tests; i++)
		if (!strcmp(o->score.tests[i].name, name))
			return true;
	return false;
}

/* Tests that only a later attempt came to. */
static void add_later(const struct outcome *first, struct verdict_count *c)
{
	for (const struct outcome *o = first->retried; o; o = o->retried) {
		for (unsigned i = 0; o->ran && i < o->score.n_tests; i++) {
			const struct test *t = &o->score.tests[i];

			if (!has_test(o->previous, t->name))
				verdict_add(c, t->verdict);
		}
	}
}

static void add_up(struct session *s, const struct outcome *o)
{
	struct verdict_count c = o->score.count;
	unsigned bad;

	s->status = status_worse(s->status, o->status);
	if (!outcome_by_test(o)) {
		s->passed += o->verdict == VERDICT_PASS;
		s->skipped += o->verdict == VERDICT_SKIP;
		s->flaky += o->verdict == VERDICT_FLAKY;
		s->passed += o->verdict == VERDICT_FLAKY;
		s->failed += o->verdict >= VERDICT_FAIL;
		return;
	}
	add_later(o, &c);
	bad = c.n[VERDICT_FAIL] + c.n[VERDICT_CRASH] + c.n[VERDICT_HANG] +
	      c.n[VERDICT_ERROR];
	s->passed += c.n[VERDICT_PASS] + c.n[VERDICT_XFAIL] +
		     c.n[VERDICT_FLAKY];
	s->skipped += c.n[VERDICT_SKIP];
	s->flaky += c.n[VERDICT_FLAKY];
	s->failed += bad;
	/* a suite that fails for a reason of its own */
	if (!bad && o->verdict >= VERDICT_FAIL)
		s->failed++;
	if (!bad && o->verdict == VERDICT_FLAKY && !c.n[VERDICT_FLAKY])
		s->flaky++;
	if (!verdict_total(&c) && o->verdict == VERDICT_SKIP)
		s->skipped++;
}

/* --- the queue of guests --- */

struct queue {
	struct session *s;
	struct outcome *slot[OPTIONS_JOBS];
	unsigned active;
	unsigned repeat;	/* of the job that is next, from 0 */
	unsigned at;		/* its number in the order of suites */
	bool stop;		/* begin no more */
	struct progress progress;
};

static bool more_jobs(const struct queue *q)
{
	const struct options *o = q->s->options;

	if (q->stop || !q->s->picks.n)
		return false;
	if (o->until_fail && !o->repeat)
		return true;
	return q->repeat < (o->repeat ? o->repeat : 1);
}

static int keep_outcome(struct session *s, struct outcome *o)
{
	struct outcome **more = reallocarray(s->outcomes, s->n + 1,
					     sizeof(*more));

	if (!more)
		return -ENOMEM;
	s->outcomes = more;
	more[s->n++] = o;
	return 0;
}

/* What passed while waiting for a failure, or many times, takes no room. */
static void tidy(struct session *s, struct outcome *o)
{
	const struct options *opt = s->options;
	unsigned i;

	if (o->verdict >= VERDICT_FLAKY || (!opt->until_fail && !opt->repeat))
		return;
	if (o->files.image)
		unlink(o->files.image);
	for (i = 0; i < o->suite->n_disks; i++)
		if (o->files.disks[i])
			unlink(o->files.disks[i]);
	if (!opt->until_fail || s->interrupted)
		return;
	for (i = 0; i < s->n && s->outcomes[i] != o; i++)
		;
	if (i == s->n)
		return;
	memmove(&s->outcomes[i], &s->outcomes[i + 1],
		(--s->n - i) * sizeof(*s->outcomes));
	if (o->files.dir)
		path_remove(o->files.dir);
	outcome_free(o);
	s->dropped++;
}

/* An attempt is over, and no other follows. */
static void conclude(struct queue *q, struct outcome *o)
{
	struct session *s = q->s;

	for (; o->previous; o = o->previous)
		outcome_merge_retry(o->previous);
	report_outcome(&s->report, o);
	add_up(s, o);
	q->progress.done_suites++;
	if (o->verdict >= VERDICT_FAIL && s->options->until_fail)
		q->stop = true;
	tidy(s, o);
}

static bool begin_retry(struct queue *q, unsigned slot, struct outcome *o)
{
	struct session *s = q->s;
	struct message m = { "out of memory" };
	struct job job = { .pick = o->pick, .repeat = o->repeat,
			   .attempt = o->attempt + 1 };
	unsigned *tests;

	if (o->verdict < VERDICT_FAIL || o->attempt >= s->options->retry ||
	    s->interrupted)
		return false;
	job.n = outcome_failed_tests(o, &tests);
	job.tests = tests;
	report_attempt(&s->report, o);
	o->retried = tests ? outcome_begin(s, &job, &m) : NULL;
	free(tests);
	if (!o->retried) {
		complain(0, &m);
		return false;
	}
	o->retried->previous = o;
	q->slot[slot] = o->retried;
	return true;
}

/* The slot's guest is over, or was none. */
static void end_slot(struct queue *q, unsigned slot)
{
	struct outcome *o = q->slot[slot];
	int ret = 0;

	do {
		o = q->slot[slot];
		if (o->run)
			ret = outcome_end(o);
		if (ret == -EBUSY) {
			q->stop = true;
			q->s->status = STATUS_CANNOT_TELL;
		}
		report_stats(&q->s->report, o);
		report_image_diff(&q->s->report, o);
		if (q->stop || !begin_retry(q, slot, o)) {
			q->slot[slot] = NULL;
			q->active--;
			conclude(q, o);
			return;
		}
	} while (!q->slot[slot]->run);
}

static int next_order(struct queue *q)
{
	const struct options *o = q->s->options;
	uint64_t seed = o->seed + q->repeat;

	return q->at ? 0 : select_order(&q->s->picks, o->shuffle ? &seed : NULL);
}

/* Begins the next guest in a free slot; false: there is none. */
static bool begin_slot(struct queue *q, unsigned slot)
{
	struct session *s = q->s;
	struct message m = { "" };
	struct outcome *o;
	struct pick *p;
	struct job job;

	if (!more_jobs(q))
		return false;
	if (next_order(q)) {
		q->stop = true;
		s->status = STATUS_CANNOT_TELL;
		return false;
	}
	job.pick = s->picks.order[q->at];
	p = &s->picks.p[job.pick];
	job.tests = p->order;
	job.n = p->n;
	job.attempt = 0;
	job.repeat = s->options->repeat || s->options->until_fail ?
			     q->repeat + 1 : 0;
	if (++q->at == s->picks.n) {
		q->at = 0;
		q->repeat++;
	}
	o = outcome_begin(s, &job, &m);
	if (!o || keep_outcome(s, o)) {
		q->stop = true;
		s->status = complain(STATUS_CANNOT_TELL, &m);
		return false;
	}
	q->slot[slot] = o;
	q->active++;
	if (!o->run)
		end_slot(q, slot);
	return true;
}

static void read_signals(struct queue *q)
{
	struct signalfd_siginfo info;

	while (read(q->s->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			continue;
		q->s->interrupted = info.ssi_signo;
		q->stop = true;
		for (unsigned i = 0; i < OPTIONS_JOBS; i++)
			if (q->slot[i])
				run_interrupt(q->slot[i]->run);
	}
}

static void wait_for_any(struct queue *q)
{
	struct pollfd fds[1 + OPTIONS_JOBS * RUN_FDS];
	unsigned n = 1;
	int ms = 1000;

	fds[0] = (struct pollfd){ .fd = q->s->signals, .events = POLLIN };
	for (unsigned i = 0; i < OPTIONS_JOBS; i++) {
		int wait;

		if (!q->slot[i])
			continue;
		run_poll(q->slot[i]->run, &fds[n]);
		n += RUN_FDS;
		wait = run_wait_ms(q->slot[i]->run);
		ms = wait < ms ? wait : ms;
	}
	poll(fds, n, ms);
}

static void show_progress(struct queue *q)
{
	struct progress *p = &q->progress;

	p->running = 0;
	for (unsigned i = 0; i < OPTIONS_JOBS; i++)
		if (q->slot[i] && p->running < PROGRESS_GUESTS)
			p->guests[p->running++] = q->slot[i];
	p->elapsed = clock_now() - q->s->start;
	report_progress(&q->s->report, p);
}

static void run_all(struct session *s)
{
	struct queue q = { .s = s };

	q.progress.suites = s->planned;
	for (unsigned i = 0; i < s->picks.n; i++)
		q.progress.tests += pick_divisible(&s->picks.p[i]) ?
					    s->picks.p[i].n : 0;
	q.progress.tests *= s->planned / (s->picks.n ? s->picks.n : 1);
	for (;;) {
		for (unsigned i = 0; i < s->options->jobs; i++)
			while (!q.slot[i] && begin_slot(&q, i))
				;
		if (!q.active)
			break;
		show_progress(&q);
		wait_for_any(&q);
		for (unsigned i = 0; i < s->options->jobs; i++)
			if (q.slot[i])
				outcome_turn(q.slot[i]);
		read_signals(&q);
		for (unsigned i = 0; i < s->options->jobs; i++)
			if (q.slot[i] && run_over(q.slot[i]->run))
				end_slot(&q, i);
	}
	report_clear(&s->report);
	if (s->interrupted)
		s->status = STATUS_CANNOT_TELL;
	if (s->picks.n && !s->passed && !s->failed)
		s->status = status_worse(s->status, STATUS_CANNOT_TELL);
	s->duration = clock_now() - s->start;
}

/* --- from start to end --- */

static int prepare(struct session *s, const char *const *defaults,
		   unsigned n_defaults, struct message *err)
{
	const struct options *o = s->options;
	int ret = select_picks(o, defaults, n_defaults, &s->picks, err);

	if (ret)
		return ret;
	select_shard(&s->picks, o->shard, o->shards);
	s->planned = s->picks.n * (o->repeat ? o->repeat : !o->until_fail);
	return check_kernels(s, err);
}

static void announce(const struct session *s)
{
	const struct options *o = s->options;

	if (o->shards > 1)
		report_line(&s->report, "# shard %u/%u%s%s%s", o->shard,
			    o->shards, o->shard_from ? " (" : "",
			    o->shard_from ? o->shard_from : "",
			    o->shard_from ? ")" : "");
	if (o->shards > 1 && !s->picks.n)
		report_line(&s->report, "# nothing is left for this shard");
	if (o->shuffle)
		report_line(&s->report, "# --shuffle=%llu",
			    (unsigned long long)o->seed);
}

static int check_launcher(const struct session *s, struct message *err)
{
	const char *launcher = s->options->launcher;

	if (!access(launcher, X_OK))
		return 0;
	return message_set(err, errno, "%s: cannot run this launcher: %s; "
			   "build it or give --launcher=FILE", launcher,
			   strerror(errno));
}

int session_run(struct session *s, const char *const *defaults,
		unsigned n_defaults)
{
	struct message m = { "" };

	s->started = time(NULL);
	s->start = clock_now();
	if (prepare(s, defaults, n_defaults, &m) || reports_prepare(s, &m))
		return complain(STATUS_USAGE, &m);
	if (check_launcher(s, &m))
		return complain(STATUS_CANNOT_TELL, &m);
	s->signals = session_signals(&m);
	if (s->signals < 0 || make_results(s, &m))
		return complain(STATUS_CANNOT_TELL, &m);
	announce(s);
	outcome_preload(s);
	run_all(s);
	if (check_same_kernel(s, &m))
		s->status = complain(STATUS_CANNOT_TELL, &m);
	if (reports_write(s, &m))
		s->status = complain(STATUS_CANNOT_TELL, &m);
	if (s->before_summary)
		s->before_summary(s, s->before_summary_ctx);
	report_summary(&s->report, s);
	return s->status;
}

int session_open(struct session *s, struct message *err)
{
	const struct options *o = s->options;

	s->started = time(NULL);
	s->start = clock_now();
	if (select_picks(o, NULL, 0, &s->picks, err) || check_kernels(s, err))
		return STATUS_USAGE;
	s->signals = session_signals(err);
	if (check_launcher(s, err) || s->signals < 0 || make_results(s, err) ||
	    select_order(&s->picks, o->shuffle ? &o->seed : NULL))
		return STATUS_CANNOT_TELL;
	return 0;
}

struct outcome *session_one(struct session *s, const struct job *job,
			    struct message *err)
{
	struct queue q = { .s = s };
	bool quiet = s->report.quiet;
	struct outcome *o;

	s->report.quiet = quiet || s->quiet_guests;
	o = outcome_begin(s, job, err);
	if (o && o->run) {
		q.slot[0] = o;
		while (!run_over(o->run)) {
			wait_for_any(&q);
			outcome_turn(o);
			read_signals(&q);
		}
		if (outcome_end(o) == -EBUSY)
			s->interrupted = SIGTERM;
	}
	s->report.quiet = quiet;
	return o;
}

void session_free(struct session *s)
{
	for (unsigned i = 0; i < s->n; i++)
		outcome_free(s->outcomes[i]);
	free(s->outcomes);
	select_free(&s->picks);
	baseline_free(s->baseline);
	free(s->config);
	free(s->config_of);
	results_stats_free(s->json);
	if (s->signals > 0)
		close(s->signals);
}

void session_die_of(int signal_number)
{
	sigset_t set;

	signal(signal_number, SIG_DFL);
	raise(signal_number);
	sigemptyset(&set);
	sigaddset(&set, signal_number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}
