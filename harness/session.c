// SPDX-License-Identifier: GPL-2.0
/*
 * A whole run.  The command "run".  All suites are read before the first guest
 * starts; each gets a folder of results; the run's folder is named by time and
 * process and "latest" points to it.
 */
#include "session.h"
#include "command.h"
#include "image.h"
#include "kconfig.h"
#include "launch.h"
#include "results.h"
#include "run.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const default_suites[] = { "guest", "script", "kunit" };

static int complain(int status, const struct message *m)
{
	fflush(stdout);
	fprintf(stderr, "lgcheck: %s\n", m->text);
	return status;
}

/* --- suites --- */

static bool is_suite(const char *dir)
{
	char path[4400];

	snprintf(path, sizeof(path), "%s/suite", dir);
	return !access(path, F_OK);
}

/* What a suite is called: its path below the suites, or its last part. */
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

static int load_suite(struct session *s, const char *asked, struct suite **out,
		      struct message *err)
{
	const struct options *o = s->options;
	struct suite_places places = { .build = o->build };
	char dir[4300], name[200];
	bool below = asked[0] != '/' && asked[0] != '.' &&
		     !strstr(asked, "..");

	if (below) {
		snprintf(dir, sizeof(dir), "%s/%.200s", o->suites_dir, asked);
		below = is_suite(dir);
	}
	if (!below)
		text_copy(dir, sizeof(dir), asked);
	if (!is_suite(dir))
		return message_set(err, ENOENT, "suite %s: neither %s/%s/suite nor "
				   "%s/suite is there", asked, o->suites_dir,
				   asked, asked);
	suite_name(asked, below, name, sizeof(name));
	return suite_load(name, dir, &places, out, err);
}

static int load_suites(struct session *s, struct message *err)
{
	const struct options *o = s->options;
	const char *const *names = o->n_suites ? o->suites : default_suites;
	int ret = 0;

	s->n = o->n_suites ? o->n_suites :
			     sizeof(default_suites) / sizeof(*default_suites);
	s->outcomes = calloc(s->n, sizeof(*s->outcomes));
	if (!s->outcomes)
		return message_set(err, ENOMEM, "out of memory");
	for (unsigned i = 0; !ret && i < s->n; i++) {
		struct outcome *out = &s->outcomes[i];

		ret = load_suite(s, names[i], &out->suite, err);
		if (ret)
			break;
		out->kernel = out->suite->kernel ? out->suite->kernel :
						   o->kernel;
		out->memory = o->memory ? o->memory : out->suite->memory;
		if (!out->kernel)
			ret = message_set(err, EINVAL, "which kernel? give "
					  "--kernel=FILE; make guest builds "
					  "one");
		else if (access(out->kernel, R_OK))
			ret = message_set(err, errno, "%s: cannot read this "
					  "kernel: %s; make guest builds one",
					  out->kernel, strerror(errno));
	}
	return ret;
}

/* --- results --- */

/* mkdir -p */
static int make_dirs(const char *path, struct message *err)
{
	char p[4400];

	text_copy(p, sizeof(p), path);
	for (char *c = p + 1;; c++) {
		char at = *c;

		if (at && at != '/')
			continue;
		*c = '\0';
		if (mkdir(p, 0755) && errno != EEXIST)
			return message_set(err, errno, "%s: cannot create: "
					   "%s; give another place with "
					   "--results=DIR", p,
					   strerror(errno));
		if (!at)
			return 0;
		*c = at;
	}
}

static int make_results(struct session *s, struct message *err)
{
	char link[4400], temp[4420], name[80], when[40];
	int ret;

	strftime(when, sizeof(when), "%Y%m%d-%H%M%S", gmtime(&s->started));
	snprintf(name, sizeof(name), "%s-%d", when, (int)getpid());
	snprintf(s->dir, sizeof(s->dir), "%.4000s/%s", s->options->results_dir,
		 name);
	ret = make_dirs(s->dir, err);
	if (ret)
		return ret;
	snprintf(link, sizeof(link), "%.4000s/latest",
		 s->options->results_dir);
	snprintf(temp, sizeof(temp), "%.4000s/.latest-%d",
		 s->options->results_dir, (int)getpid());
	if (symlink(name, temp) || rename(temp, link)) {
		ret = message_set(err, errno, "%s: cannot set the link: %s",
				  link, strerror(errno));
		unlink(temp);
	}
	return ret;
}

/* --- one suite --- */

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

static void close_outcome(struct session *s, struct outcome *o, enum verdict v,
			  bool reached, const char *reason)
{
	o->actual = v;
	o->actual_status = verdict_status(v, reached);
	text_copy(o->actual_reason, sizeof(o->actual_reason), reason);
	judge(o, s->options->as_is);
}

/* Says why the suite is skipped in reason; false: it can run. */
static bool needs_missing(const struct outcome *o, char *reason, size_t size)
{
	const struct suite *suite = o->suite;
	struct message m;
	bool missing = false;
	char *config;

	if (!suite->n_needs)
		return false;
	if (kconfig_read(o->kernel, &config, &m)) {
		snprintf(reason, size, "needs %.100s, but %.500s",
			 suite->needs[0], m.text);
		return true;
	}
	for (unsigned i = 0; i < suite->n_needs && !missing; i++) {
		if (kconfig_has(config, suite->needs[i]))
			continue;
		missing = true;
		snprintf(reason, size, "the kernel has no %.200s",
			 suite->needs[i]);
	}
	free(config);
	return missing;
}

struct watcher {
	const struct session *session;
	const struct suite *suite;
};

static void on_test_done(void *ctx, const struct test *t)
{
	struct watcher *w = ctx;

	if (w->suite->expect.set && !w->session->options->as_is &&
	    !w->session->options->verbose)
		return;
	report_test(&w->session->report, w->suite, t);
}

static const struct score_ops score_ops = { .test_done = on_test_done };

struct files {
	char *dir;
	char *image;
	char *disks[SUITE_DISKS];
	char *stats;
};

static void free_files(struct files *f)
{
	free(f->dir);
	free(f->image);
	free(f->stats);
	for (int i = 0; i < SUITE_DISKS; i++)
		free(f->disks[i]);
}

/* All names; -ENOMEM leaves some NULL, to be freed all the same. */
static int name_files(const struct session *s, const struct suite *suite,
		      struct files *f)
{
	memset(f, 0, sizeof(*f));
	if (asprintf(&f->dir, "%s/%s", s->dir, suite->name) < 0) {
		f->dir = NULL;
		return -ENOMEM;
	}
	if (asprintf(&f->stats, "%s/stats.json", f->dir) < 0) {
		f->stats = NULL;
		return -ENOMEM;
	}
	if (suite_has_image(suite) &&
	    asprintf(&f->image, "%s/root.img", f->dir) < 0) {
		f->image = NULL;
		return -ENOMEM;
	}
	for (unsigned i = 0; i < suite->n_disks; i++) {
		if (asprintf(&f->disks[i], "%s/%s.img", f->dir,
			     suite->disks[i].name) < 0) {
			f->disks[i] = NULL;
			return -ENOMEM;
		}
	}
	return 0;
}

static int make_files(const struct session *s, const struct suite *suite,
		      struct files *f, struct message *err)
{
	int ret = name_files(s, suite, f);

	if (ret)
		return message_set(err, -ret, "%s: out of memory",
				   suite->file);
	ret = make_dirs(f->dir, err);
	if (!ret && f->image)
		ret = image_root(suite, f->image, err);
	for (unsigned i = 0; !ret && i < suite->n_disks; i++)
		ret = image_disk(suite, i, f->disks[i], err);
	return ret;
}

static int run_files(struct session *s, struct outcome *o,
		     const struct files *f, struct message *err)
{
	const struct options *opt = s->options;
	struct run_config config = {
		.launcher = opt->launcher,
		.kernel = o->kernel,
		.memory = opt->memory,
		.dir = f->dir,
		.image = f->image,
		.disks = (const char *const *)f->disks,
		.stats = opt->stats ? f->stats : NULL,
		.verbose = opt->verbose,
		.signals = s->signals,
	};
	struct score *score = &o->score;
	int ret;

	o->ran = true;
	ret = run_guest(&config, o->suite, score, &s->interrupted, err);
	if (ret)
		return ret;
	if (score->ending.how == END_EXIT && !score->ending.number)
		image_check(o->suite, config.disks, score);
	score_judge(score);
	return 0;
}

/* A guest, its disks' check and its verdict; 0 or -EBUSY: go no further. */
static int run_suite(struct session *s, struct outcome *o)
{
	struct watcher w = { .session = s, .suite = o->suite };
	struct files files;
	struct message m = { "" };
	uint64_t start = clock_now();
	int ret = make_files(s, o->suite, &files, &m);

	score_init(&o->score, o->suite, &score_ops, &w);
	if (!ret)
		ret = run_files(s, o, &files, &m);
	o->duration = clock_now() - start;
	if (ret)
		close_outcome(s, o, VERDICT_ERROR, false, m.text);
	else
		close_outcome(s, o, o->score.verdict, o->score.reached,
			      o->score.reason);
	if (!ret && s->options->stats) {
		o->stats = results_stats(files.stats);
		report_stats(&s->report, o);
	}
	free_files(&files);
	return ret == -EBUSY ? ret : 0;
}

/* --- the run --- */

static void add_up(struct session *s, const struct outcome *o)
{
	const struct verdict_count *c = &o->score.count;
	unsigned bad = c->n[VERDICT_FAIL] + c->n[VERDICT_CRASH] +
		       c->n[VERDICT_HANG] + c->n[VERDICT_ERROR];
	bool counted = o->ran && (!o->suite->expect.set || s->options->as_is);

	s->status = status_worse(s->status, o->status);
	if (!counted) {
		s->passed += o->verdict == VERDICT_PASS;
		s->skipped += o->verdict == VERDICT_SKIP;
		s->failed += o->verdict >= VERDICT_FAIL;
		return;
	}
	s->passed += c->n[VERDICT_PASS] + c->n[VERDICT_XFAIL];
	s->skipped += c->n[VERDICT_SKIP];
	s->failed += bad;
	/* a suite that fails for a reason of its own */
	if (!bad && o->verdict >= VERDICT_FAIL)
		s->failed++;
	if (!verdict_total(c) && o->verdict == VERDICT_SKIP)
		s->skipped++;
}

static int open_signals(struct message *err)
{
	sigset_t set;
	int fd;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0)
		return message_set(err, errno, "no signalfd: %s",
				   strerror(errno));
	return fd;
}

static void run_suites(struct session *s)
{
	int ret = 0;

	while (s->done < s->n && !s->interrupted && !ret) {
		struct outcome *o = &s->outcomes[s->done];
		char reason[SCORE_REASON];

		report_suite(&s->report, o);
		if (needs_missing(o, reason, sizeof(reason)))
			close_outcome(s, o, VERDICT_SKIP, false, reason);
		else
			ret = run_suite(s, o);
		report_outcome(&s->report, o);
		add_up(s, o);
		s->done++;
	}
	if (s->done < s->n)
		s->status = STATUS_CANNOT_TELL;
	if (!s->passed && !s->failed)
		s->status = status_worse(s->status, STATUS_CANNOT_TELL);
	s->duration = clock_now() - s->start;
}

static void session_free(struct session *s)
{
	for (unsigned i = 0; i < s->n && s->outcomes; i++) {
		if (s->outcomes[i].ran)
			score_free(&s->outcomes[i].score);
		results_stats_free(s->outcomes[i].stats);
		suite_free(s->outcomes[i].suite);
	}
	free(s->outcomes);
}

/* So that whoever started us sees that a signal ended us. */
static void die_of(int signal_number)
{
	sigset_t set;

	signal(signal_number, SIG_DFL);
	raise(signal_number);
	sigemptyset(&set);
	sigaddset(&set, signal_number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static int session_run(const struct options *o)
{
	struct session s = { .options = o, .started = time(NULL) };
	struct message m = { "" };
	int status;

	s.start = clock_now();
	report_init(&s.report, stdout, o->verbose);
	if (load_suites(&s, &m)) {
		status = complain(STATUS_USAGE, &m);
		goto out;
	}
	if (access(o->launcher, X_OK)) {
		message_set(&m, errno, "%s: cannot run this launcher: %s; "
			    "build it or give --launcher=FILE", o->launcher,
			    strerror(errno));
		status = complain(STATUS_CANNOT_TELL, &m);
		goto out;
	}
	s.signals = open_signals(&m);
	if (s.signals < 0 || make_results(&s, &m)) {
		status = complain(STATUS_CANNOT_TELL, &m);
		goto out;
	}
	run_suites(&s);
	if (results_write(&s, &m))
		s.status = complain(STATUS_CANNOT_TELL, &m);
	report_summary(&s.report, &s);
	status = s.status;
out:
	session_free(&s);
	if (s.interrupted)
		die_of(s.interrupted);
	return status;
}

int command_run(int argc, char **argv)
{
	struct options o;
	struct message m = { "" };

	if (options_parse(argc, argv, &o, &m))
		return complain(STATUS_USAGE, &m);
	if (o.help) {
		fputs(options_help, stdout);
		return STATUS_PASSED;
	}
	return session_run(&o);
}
