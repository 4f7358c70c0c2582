// SPDX-License-Identifier: GPL-2.0
/*
 * Runs the guests of a run one after the other or side by side, and counts what
 * they add up to. One poll loop turns them all, so that lines never mix.
 */
#include "run/queue.h"

#include "lib/clock.h"
#include "lib/paths.h"
#include "run/retry.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* --- the queue of guests --- */

struct queue {
	struct session *s;
	struct guest *slot[OPTIONS_JOBS];
	unsigned active;
	unsigned repeat;	/* of the next job, from 0 */
	unsigned at;		/* its number in the order of suites */
	bool stop;		/* start no more guests */
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

static int keep_outcome(struct summary *s, struct outcome *o)
{
	struct outcome **more = reallocarray(s->outcomes, s->n + 1,
					     sizeof(*more));

	if (!more)
		return -ENOMEM;
	s->outcomes = more;
	more[s->n++] = o;
	return 0;
}

/* With --until-fail or many repetitions, passes are not kept. */
static void tidy(struct summary *s, struct outcome *o)
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

/* The last attempt is over. */
static void conclude(struct queue *q, struct outcome *o)
{
	struct session *s = q->s;

	for (; o->previous; o = o->previous)
		retry_merge(o->previous);
	terminal_outcome(&s->terminal, o);
	summary_add(&s->summary, o);
	q->progress.done_suites++;
	if (o->verdict >= VERDICT_FAIL && s->options->until_fail)
		q->stop = true;
	tidy(&s->summary, o);
}

/* The next attempt at what failed in o, or NULL. */
static struct guest *begin_retry(struct queue *q, struct outcome *o)
{
	struct session *s = q->s;
	struct refusal m = { "out of memory" };
	struct job job = { .pick = o->pick, .repeat = o->repeat,
			   .attempt = o->attempt + 1 };
	struct guest *g;
	unsigned *tests;

	if (o->verdict < VERDICT_FAIL || o->attempt >= s->options->retry ||
	    s->summary.interrupted)
		return NULL;
	job.n = retry_tests(o, &s->picks.p[o->pick], &tests);
	job.tests = tests;
	terminal_attempt(&s->terminal, o);
	g = tests ? guest_begin(s, &job, &m) : NULL;
	free(tests);
	if (!g) {
		refusal_tell(&m, 0);
		return NULL;
	}
	o->retried = g->outcome;
	o->retried->previous = o;
	return g;
}

static void show_extras(struct session *s, const struct outcome *o)
{
	if (s->options->stats)
		terminal_stats(&s->terminal, o);
	terminal_image_diff(&s->terminal, o);
}

/* The slot's guest is over, or never ran. */
static void end_slot(struct queue *q, unsigned slot)
{
	struct outcome *o;
	int ret = 0;

	do {
		if (q->slot[slot]->run)
			ret = guest_end(q->slot[slot]);
		if (ret == -EBUSY) {
			q->stop = true;
			q->s->summary.status = STATUS_CANNOT_TELL;
		}
		o = guest_free(q->slot[slot]);
		show_extras(q->s, o);
		q->slot[slot] = q->stop ? NULL : begin_retry(q, o);
		if (!q->slot[slot]) {
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

/* Starts the next guest in a free slot; false: there is no next one. */
static bool begin_slot(struct queue *q, unsigned slot)
{
	struct session *s = q->s;
	struct refusal m = { "" };
	struct guest *g;
	struct pick *p;
	struct job job;

	if (!more_jobs(q))
		return false;
	if (next_order(q)) {
		q->stop = true;
		s->summary.status = STATUS_CANNOT_TELL;
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
	g = guest_begin(s, &job, &m);
	if (!g || keep_outcome(&s->summary, g->outcome)) {
		q->stop = true;
		refusal_tell(&m, 0);
		s->summary.status = STATUS_CANNOT_TELL;
		return false;
	}
	q->slot[slot] = g;
	q->active++;
	if (!g->run)
		end_slot(q, slot);
	return true;
}

static void read_signals(struct queue *q)
{
	struct signalfd_siginfo info;

	while (read(q->s->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			continue;
		q->s->summary.interrupted = info.ssi_signo;
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
			p->guests[p->running++] = q->slot[i]->outcome;
	p->elapsed = clock_now() - q->s->start;
	terminal_progress(&q->s->terminal, p);
}

void queue_run(struct session *s)
{
	struct summary *sum = &s->summary;
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
				guest_turn(q.slot[i]);
		read_signals(&q);
		for (unsigned i = 0; i < s->options->jobs; i++)
			if (q.slot[i] && run_over(q.slot[i]->run))
				end_slot(&q, i);
	}
	terminal_clear(&s->terminal);
	if (sum->interrupted)
		sum->status = STATUS_CANNOT_TELL;
	if (s->picks.n && !sum->totals.passed && !sum->totals.failed)
		sum->status = status_worse(sum->status, STATUS_CANNOT_TELL);
}

struct outcome *queue_one(struct session *s, const struct job *job,
			  struct refusal *err)
{
	struct queue q = { .s = s };
	bool quiet = s->terminal.quiet;
	struct guest *g;

	s->terminal.quiet = quiet || s->quiet_guests;
	g = guest_begin(s, job, err);
	if (g && g->run) {
		q.slot[0] = g;
		while (!run_over(g->run)) {
			wait_for_any(&q);
			guest_turn(g);
			read_signals(&q);
		}
		if (guest_end(g) == -EBUSY)
			s->summary.interrupted = SIGTERM;
	}
	s->terminal.quiet = quiet;
	return g ? guest_free(g) : NULL;
}
