/* SPDX-License-Identifier: GPL-2.0 */
/* The command line of lguest. */
#ifndef LAUNCHER_OPTIONS_H
#define LAUNCHER_OPTIONS_H

#include "lguest.h"
#include "report.h"

#include <stdbool.h>
#include <stdint.h>

#define MEMORY_MIN	(1u << 20)
#define MEMORY_MAX	(3u << 30)

struct disk_option {
	const char *path;
	bool read_only;
};

struct net_option {
	const char *where;
	bool shared;		/* --sharenet=FILE, else --tunnet=WHERE */
};

struct options {
	enum { OPTIONS_RUN, OPTIONS_HELP, OPTIONS_VERSION } what;
	bool verbose;
	bool stats;			/* show what the host counted */
	const char *state_file;		/* NULL: text on stderr */
	const char *stats_file;		/* NULL: a table on stderr */
	const char *initrd;
	const char *consoles[LGUEST_MAX_DEVICES]; /* FILE or fd:N */
	unsigned int nconsoles;
	struct disk_option disks[LGUEST_MAX_DEVICES];
	unsigned int ndisks;
	bool direct;			/* disks bypass the page cache */
	struct net_option nets[LGUEST_MAX_DEVICES];
	unsigned int nnets;
	uint32_t memory;		/* bytes, whole pages */
	const char *kernel;
	char *const *args;		/* kernel arguments */
	unsigned int nargs;
};

/* 0, or -EINVAL with the reason. */
int options_parse(int argc, char *const *argv, struct options *opts,
		  struct refusal *why);

/* Converts "64m" and the like to bytes; 0, or -EINVAL with the reason. */
int options_memory(const char *text, uint32_t *bytes, struct refusal *why);

extern const char options_usage[];
extern const char options_help[];

#endif
