/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The command line of the commands that run guests.
 */
#ifndef HARNESS_OPTIONS_H
#define HARNESS_OPTIONS_H

#include <stdbool.h>

#include "text.h"

#define OPTIONS_SUITES 200

struct options {
	const char *kernel;
	const char *suites[OPTIONS_SUITES];
	unsigned n_suites;
	const char *memory;
	bool stats;
	bool verbose;
	bool as_is;		/* report verdicts, not whether expected */
	bool help;
	char build[4096];
	char suites_dir[4096];
	char results_dir[4096];
	char launcher[4096];
};

extern const char options_help[];
/* 0, or -EINVAL and a message. */
int options_parse(int argc, char **argv, struct options *o,
		  struct message *err);

#endif
