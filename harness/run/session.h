/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One run of lgcheck: from the words of its command line to its reports.
 */
#ifndef HARNESS_RUN_SESSION_H
#define HARNESS_RUN_SESSION_H

#include "report/summary.h"
#include "report/terminal.h"
#include "run/choose.h"
#include "suite/options.h"
#include "suite/select.h"

#include <stdbool.h>
#include <sys/stat.h>

struct session {
	const struct options *options;
	struct terminal terminal;
	struct picks picks;
	char name[80];		/* name of the run's folder of results */
	uint64_t start;
	unsigned planned;	/* guests; 0: until something fails */
	struct stat kernel;	/* the run's kernel, as it was at the start */
	char *config_of;	/* the kernel that config belongs to */
	char *config;		/* its configuration, or NULL: see the error */
	int config_ret;
	struct refusal config_error;
	struct choice choice;	/* the machine of the kernel last asked for */
	int signals;
	bool quiet_guests;	/* no lines about guests and tests */
	bool ran;		/* came as far as the guests */
	struct summary summary;
	struct baseline *known;	/* known failures, or NULL */
	struct json_t *results;	/* results.json, once it is written */
};

/* Reads the suites, runs them, writes the reports; the exit status. */
int session_run(struct session *s, const char *const *defaults,
		unsigned n_defaults);
/* Prints the last lines, if the run came as far as its guests. */
void session_tell(struct session *s);
void session_free(struct session *s);
/*
 * For commands that run guests one by one: sets up picks and their order,
 * signals and a folder. 0, or an exit status and a message.
 */
int session_open(struct session *s, struct refusal *err);
/* For the same commands: writes the reports of what the summary has. */
int session_report(struct session *s, struct refusal *err);
/* The suite's own kernel, or the run's. */
const char *session_kernel(const struct session *s, const struct suite *suite);
/* A kernel's configuration; NULL and a message if it cannot be known. */
const char *session_config(struct session *s, const char *kernel,
			   struct refusal *err);
/* The machine for a kernel; it stays until the next call. */
const struct choice *session_choose(struct session *s, const char *kernel);
/* Opens the descriptor that delivers a run's signals, or -errno. */
int session_signals(struct refusal *err);
/* Dies of the signal, so that our parent sees what ended us. */
void session_die_of(int signal_number);

#endif
