/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One run of lgcheck: from the words of its command line to its reports.
 */
#ifndef HARNESS_RUN_SESSION_H
#define HARNESS_RUN_SESSION_H

#include "report/summary.h"
#include "report/terminal.h"
#include "suite/options.h"
#include "suite/select.h"

#include <stdbool.h>
#include <sys/stat.h>

struct session {
	const struct options *options;
	struct terminal terminal;
	struct picks picks;
	char name[80];		/* of the run's folder of results */
	uint64_t start;
	unsigned planned;	/* guests; 0: until something fails */
	struct stat kernel;	/* the file of the run's, as it was before */
	char *config_of;	/* the kernel whose configuration is kept */
	char *config;		/* it, or NULL and why there is none */
	int config_ret;
	struct refusal config_error;
	int signals;
	bool quiet_guests;	/* no lines about guests and tests */
	bool ran;		/* as far as the guests */
	struct summary summary;
	struct baseline *known;	/* failures, or NULL */
	struct json_t *results;	/* results.json, once it is written */
};

/* Reads the suites, runs them, writes the reports; the exit status. */
int session_run(struct session *s, const char *const *defaults,
		unsigned n_defaults);
/* The last lines on the terminal, if any guest was to run. */
void session_tell(struct session *s);
void session_free(struct session *s);
/*
 * For commands that run guests one by one: the picks in their order, signals,
 * a folder.  0, or an exit status and a message.
 */
int session_open(struct session *s, struct refusal *err);
/* And for these: the reports of what is in the summary. */
int session_report(struct session *s, struct refusal *err);
/* Opens the descriptor that the signals of a run come from, or -errno. */
int session_signals(struct refusal *err);
/* So that whoever started us sees that a signal ended us. */
void session_die_of(int signal_number);

#endif
