// SPDX-License-Identifier: GPL-2.0
/*
 * A whole run. It reads all suites before the first guest starts, and gives
 * each guest a folder of results; the run's folder has time and process in its
 * name, and "latest" points to it. Suites, kernel and options are the user's.
 */
#include "run/session.h"

#include "lib/child.h"
#include "lib/clock.h"
#include "lib/paths.h"
#include "report/baseline.h"
#include "report/reports.h"
#include "report/results.h"
#include "run/kconfig.h"
#include "run/queue.h"

#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- kernels --- */

const char *session_kernel(const struct session *s, const struct suite *suite)
{
	return suite->kernel ? suite->kernel : s->options->kernel;
}

/* Kept because it takes a while to unpack and most suites run one kernel. */
const char *session_config(struct session *s, const char *kernel,
			   struct refusal *err)
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

struct asked {
	struct session *s;
	const char *kernel;
};

static const char *config_for(void *ctx)
{
	const struct asked *a = ctx;
	struct refusal m;

	return session_config(a->s, a->kernel, &m);
}

const struct choice *session_choose(struct session *s, const char *kernel)
{
	struct asked asked = { s, kernel };

	choice_make(&s->choice, s->options, kernel, config_for, &asked);
	return &s->choice;
}

/* --- before the first guest --- */

static int check_kernels(struct session *s, struct refusal *err)
{
	memset(&s->kernel, 0, sizeof(s->kernel));
	if (s->options->kernel)
		stat(s->options->kernel, &s->kernel);
	for (unsigned i = 0; i < s->picks.n; i++) {
		const char *kernel = session_kernel(s, s->picks.p[i].suite);

		if (!kernel)
			return refuse(err, EINVAL,
				      "which kernel? give --kernel=FILE; make guest builds one");
		if (access(kernel, R_OK))
			return refuse(err, errno,
				      "%s: cannot read this kernel: %s; make guest builds one",
				      kernel, strerror(errno));
	}
	return 0;
}

/* Another VM may write there, from a process with the same number. */
static int make_dir(struct session *s, struct refusal *err)
{
	const char *in = s->options->results_dir;
	char *dir = s->summary.dir, when[40];
	int ret = path_make(in, err);

	if (ret)
		return ret;
	clock_utc(when, sizeof(when), CLOCK_NAME, s->summary.started);
	snprintf(s->name, sizeof(s->name), "%s-%d", when, (int)getpid());
	for (int i = 2; i < 1000; i++) {
		snprintf(dir, sizeof(s->summary.dir), "%.4000s/%s", in,
			 s->name);
		if (!mkdir(dir, 0755))
			return 0;
		if (errno != EEXIST)
			break;
		snprintf(s->name, sizeof(s->name), "%s-%d.%d", when,
			 (int)getpid(), i);
	}
	return refuse(err, errno,
		      "%s: cannot create: %s; give another place with --results=DIR",
		      dir, strerror(errno));
}

static int make_results(struct session *s, struct refusal *err)
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
		ret = refuse(err, errno, "%s: cannot set the link: %s",
			     link, strerror(errno));
		unlink(temp);
	}
	return ret;
}

int session_signals(struct refusal *err)
{
	sigset_t set;
	int fd;

	signal(SIGPIPE, SIG_IGN);
	child_signal_set(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0)
		return refuse(err, errno, "no signalfd: %s",
			      strerror(errno));
	return fd;
}

/* If it was rebuilt during the run, we cannot know which kernel a guest had. */
static int check_same_kernel(const struct session *s, struct refusal *err)
{
	const char *kernel = s->options->kernel;
	const struct stat *was = &s->kernel;
	struct stat is;

	if (!kernel || (!stat(kernel, &is) && is.st_ino == was->st_ino &&
			is.st_size == was->st_size &&
			is.st_mtim.tv_sec == was->st_mtim.tv_sec &&
			is.st_mtim.tv_nsec == was->st_mtim.tv_nsec))
		return 0;
	return refuse(err, ESTALE,
		      "%s: was changed during the run, so that there is no telling what these results are of; give a copy of it",
		      kernel);
}

/* --- from start to end --- */

static int prepare(struct session *s, const char *const *defaults,
		   unsigned n_defaults, struct refusal *err)
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
		terminal_line(&s->terminal, "# shard %u/%u%s%s%s", o->shard,
			      o->shards, o->shard_from ? " (" : "",
			      o->shard_from ? o->shard_from : "",
			      o->shard_from ? ")" : "");
	if (o->shards > 1 && !s->picks.n)
		terminal_line(&s->terminal, "# nothing is left for this shard");
	if (o->shuffle)
		terminal_line(&s->terminal, "# --shuffle=%llu",
			      (unsigned long long)o->seed);
}

/* Says once where the run's kernel runs. A suite's own may run elsewhere. */
static int check_machines(struct session *s, struct refusal *err)
{
	const char *told = NULL;
	char text[9000];

	for (unsigned i = 0; i < s->picks.n; i++) {
		const char *kernel = session_kernel(s, s->picks.p[i].suite);
		const struct choice *c = session_choose(s, kernel);

		if (c->missing.text[0]) {
			*err = c->missing;
			return -ENOENT;
		}
		if (s->options->stats && c->machine == &machine_qemu)
			return refuse(err, EINVAL,
				      "--stats: only lguest counts; leave it out with qemu");
		if ((!told || strcmp(told, kernel)) &&
		    choice_tell(c, text, sizeof(text)))
			terminal_line(&s->terminal, "%s", text);
		told = kernel;
	}
	return 0;
}

static void start_summary(struct session *s)
{
	s->start = clock_now();
	s->summary.started = time(NULL);
	s->summary.options = s->options;
}

int session_report(struct session *s, struct refusal *err)
{
	struct summary *sum = &s->summary;
	int ret;

	sum->duration = clock_now() - s->start;
	sum->whole = s->picks.whole;
	ret = reports_write(sum, s->known, s->terminal.out, &s->results, err);
	if (s->known && s->results)
		results_totals(s->results, &sum->totals, &sum->status);
	return ret;
}

int session_run(struct session *s, const char *const *defaults,
		unsigned n_defaults)
{
	int *status = &s->summary.status;
	struct refusal m = { "" };
	int ret;

	start_summary(s);
	if (prepare(s, defaults, n_defaults, &m) ||
	    reports_prepare(s->options, &s->known, &m))
		return refusal_tell(&m, STATUS_USAGE);
	ret = check_machines(s, &m);
	if (ret)
		return refusal_tell(&m, ret == -EINVAL ? STATUS_USAGE :
							 STATUS_CANNOT_TELL);
	s->signals = session_signals(&m);
	if (s->signals < 0 || make_results(s, &m))
		return refusal_tell(&m, STATUS_CANNOT_TELL);
	announce(s);
	guest_preload(s);
	queue_run(s);
	s->ran = true;
	if (check_same_kernel(s, &m))
		*status = refusal_tell(&m, STATUS_CANNOT_TELL);
	if (session_report(s, &m))
		*status = refusal_tell(&m, STATUS_CANNOT_TELL);
	return *status;
}

void session_tell(struct session *s)
{
	if (s->ran)
		terminal_summary(&s->terminal, &s->summary, s->results);
}

int session_open(struct session *s, struct refusal *err)
{
	const struct options *o = s->options;

	start_summary(s);
	if (select_picks(o, NULL, 0, &s->picks, err) || check_kernels(s, err))
		return STATUS_USAGE;
	s->signals = session_signals(err);
	if (check_machines(s, err) || s->signals < 0 || make_results(s, err) ||
	    select_order(&s->picks, o->shuffle ? &o->seed : NULL))
		return STATUS_CANNOT_TELL;
	return 0;
}

void session_free(struct session *s)
{
	for (unsigned i = 0; i < s->summary.n; i++)
		outcome_free(s->summary.outcomes[i]);
	free(s->summary.outcomes);
	select_free(&s->picks);
	baseline_free(s->known);
	choice_free(&s->choice);
	free(s->config);
	free(s->config_of);
	json_decref(s->results);
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
