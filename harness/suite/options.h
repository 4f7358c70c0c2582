/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The command line of the commands that run guests.
 */
#ifndef HARNESS_SUITE_OPTIONS_H
#define HARNESS_SUITE_OPTIONS_H

#include "lib/refusal.h"

#include <stdbool.h>
#include <stdint.h>

#define OPTIONS_SUITES 1000
#define OPTIONS_JOBS 64
#define OPTIONS_WALL_CAP 10

struct options {
	const char *kernel;
	const char *suites[OPTIONS_SUITES];	/* names, folders, patterns */
	unsigned n_suites;
	const char *memory;
	const char *machine;	/* "lguest", "qemu"; NULL: by the kernel */
	const char *qemu;	/* the program; NULL: in PATH */
	const char *accelerator;	/* "kvm", "tcg"; NULL: kvm if it works */
	bool stats;
	bool verbose;
	bool as_is;		/* report verdicts, not whether expected */
	bool help;
	unsigned jobs;		/* guests side by side */
	unsigned repeat;	/* 0: not asked for */
	bool until_fail;
	bool shuffle;
	uint64_t seed;
	unsigned retry;		/* more attempts for what failed */
	unsigned shard, shards;	/* 1/1: everything */
	const char *shard_from;	/* the variable that it comes from, or NULL */
	const char *baseline;
	const char *junit, *html, *json;	/* copies of reports */
	bool image_diff;
	bool own_launcher;	/* the user chose it */
	bool own_build;		/* and the build folder, which has another */
	const char *command;	/* what users type for "lgcheck" */
	const char *rename;	/* name for the one suite, or NULL */
	unsigned wall_factor;	/* in clock time, a limit is so many */
	char build[4096];
	char suites_dir[4096];
	char results_dir[4096];
	char launcher[4096];
};

/* 0, or -EINVAL and a message. */
int options_parse(int argc, char **argv, struct options *o,
		  struct refusal *err);
/* The options that all commands share, for their --help. */
extern const char options_common[];

#endif
