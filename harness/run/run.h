/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs one guest from start to end on a machine, feeding the score.  The
 * caller has the poll loop, so that several can run side by side.
 */
#ifndef HARNESS_RUN_RUN_H
#define HARNESS_RUN_RUN_H

#include "score/score.h"
#include "suite/suite.h"

#include <poll.h>
#include <stdbool.h>

#define RUN_FDS 5
/* Where a machine says what a guest is doing, in the suite's results. */
#define RUN_STATE "state.json"

struct boot;
struct machine;

struct run_config {
	const struct machine *machine;
	const char *launcher;	/* or qemu */
	const struct boot *boot;	/* how qemu boots the kernel */
	bool kvm;
	const char *initrd;	/* in front of the root, or NULL */
	const char *kernel;
	const char *memory;	/* NULL: the suite's */
	const char *dir;	/* of this suite's results; must exist */
	const char *image;	/* root image or NULL */
	const char *const *disks;	/* suite->n_disks files */
	const char *stats;	/* file for the host's counters, or NULL */
	const char *label;	/* in front of the launcher's words, or NULL */
	unsigned wall_factor;	/* in clock time, a limit is so many */
	bool verbose;
};

struct run;

/*
 * Starts the guest. The strings of the configuration must stay until the end.
 * -errno and a message if no guest was started.
 */
int run_begin(const struct run_config *c, const struct suite *suite,
	      struct score *s, struct run **out, struct refusal *err);
/* Fills in what to poll for, RUN_FDS entries. */
void run_poll(const struct run *r, struct pollfd *fds);
/* How long to poll at most. */
int run_wait_ms(struct run *r);
/* Does what there is to do; call after each poll. */
void run_turn(struct run *r);
bool run_over(const struct run *r);
/* The user wants to stop: ends the guest. */
void run_interrupt(struct run *r);
/* CPU time that the launcher has used, ns. */
uint64_t run_cpu(struct run *r);
/* The same as it was a moment ago, which costs nothing. */
uint64_t run_cpu_lately(const struct run *r);
/*
 * Ends the launcher and the score, frees the run.  -EBUSY and a message if the
 * launcher cannot be killed.
 */
int run_end(struct run *r, struct refusal *err);

#endif
