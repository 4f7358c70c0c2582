/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs one guest from start to end under a launcher, feeding the score.
 */
#ifndef HARNESS_RUN_H
#define HARNESS_RUN_H

#include <stdbool.h>

#include "score.h"
#include "suite.h"

struct run_config {
	const char *launcher;
	const char *kernel;
	const char *memory;	/* NULL: the suite's */
	const char *dir;	/* of this suite's results; exists */
	const char *image;	/* root image or NULL */
	const char *const *disks;	/* suite->n_disks files */
	const char *stats;	/* file for the host's counters, or NULL */
	bool verbose;
	int signals;		/* signalfd: CHLD, INT, TERM, HUP */
};

/*
 * 0 when the guest ran; *interrupted gets the signal that
 * stopped it, or 0.  Negative and a message when no guest was started.
 * After -EBUSY the launcher could not be killed.
 */
int run_guest(const struct run_config *c, const struct suite *suite,
	      struct score *s, int *interrupted, struct message *err);

#endif
