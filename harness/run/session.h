/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One run of lgcheck: guests one after the other or side by side, and what
 * came of them.
 */
#ifndef HARNESS_SESSION_H
#define HARNESS_SESSION_H

#include <sys/stat.h>
#include <time.h>

#include "suite/options.h"
#include "run/outcome.h"
#include "report/terminal.h"
#include "suite/select.h"

struct session {
	const struct options *options;
	struct report report;
	struct picks picks;
	char dir[4096];		/* of this run's results */
	char name[80];		/* of that folder */
	time_t started;
	uint64_t start, duration;
	struct outcome **outcomes;	/* first attempts, as they were begun */
	unsigned n;
	unsigned planned;	/* guests; 0: until something fails */
	struct stat kernel;	/* the file of the run's, as it was before */
	char *config_of;	/* the kernel whose configuration is kept */
	char *config;		/* it, or NULL and why there is none */
	int config_ret;
	struct message config_error;
	struct baseline *baseline;	/* known failures, or NULL */
	struct json_t *json;	/* results.json, once all is over */
	int signals;
	int interrupted;
	unsigned dropped;	/* guests that passed and were not kept */
	unsigned passed, failed, skipped, flaky, known;
	int status;
	bool quiet_guests;	/* no lines about guests and tests */
	/* for the command that runs it: its own lines before the summary */
	void (*before_summary)(const struct session *s, struct json_t *ctx);
	struct json_t *before_summary_ctx;
};

/* Reads the suites, runs them, writes the reports; the exit status. */
int session_run(struct session *s, const char *const *defaults,
		unsigned n_defaults);
void session_free(struct session *s);
/*
 * For commands that run guests one by one: the picks in their order, signals,
 * a folder.  0, or an exit status and a message.
 */
int session_open(struct session *s, struct message *err);
/* One guest, which is the caller's to free; NULL and a message. */
struct outcome *session_one(struct session *s, const struct job *job,
			    struct message *err);
/* Opens the descriptor that the signals of a run come from, or -errno. */
int session_signals(struct message *err);
/* So that whoever started us sees that a signal ended us. */
void session_die_of(int signal_number);

#endif
