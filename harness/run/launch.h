/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The launcher as a child process: started with pipes, never left behind.
 */
#ifndef HARNESS_RUN_LAUNCH_H
#define HARNESS_RUN_LAUNCH_H

#include "lib/refusal.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The descriptor on which the child finds its monitor, if it has one. */
#define LAUNCH_MONITOR_FD 4

#define LAUNCH_THREADS 16

struct launch {
	pid_t pid;		/* 0: not running */
	int in;			/* we write: its stdin */
	int out, err, results;	/* we read; all non-blocking; -1 closed */
	int monitor;		/* a socket, if it was asked for */
	/* the threads as they were when we last saw them sleep */
	struct launch_thread {
		pid_t tid;
		bool ready;
		unsigned long long slept;	/* times */
		uint64_t run, wait, at;
	} threads[LAUNCH_THREADS];
};

struct launch_how {
	bool monitor;		/* gets one end of a socket */
	/* has no capabilities and, if we have a right to that, no network */
	bool confined;
	/* a network namespace of its own, empty of all that the machine has */
	bool own_net;
};

/*
 * Starts argv[0]. It dies with us, however we die, and no terminal signal
 * reaches it. -errno and a message if it cannot be executed.
 */
int launch_start(struct launch *l, char *const argv[],
		 const struct launch_how *how, struct refusal *err);
/* 1 with *status if it has exited, 0 while it runs. */
int launch_poll(struct launch *l, int *status);
/*
 * Kills and reaps; 0 with *status, or -EBUSY if it does not die in 20 s because
 * it is stuck in the host's kernel.
 */
int launch_kill(struct launch *l, int *status);
void launch_close(struct launch *l);
/* Of all the child's threads, in ns. */
struct launch_times {
	uint64_t run;		/* on a CPU */
	uint64_t wait;		/* ready to run, but another was on the CPU */
};
/* 0, or -ENOENT if we cannot know. */
int launch_times(struct launch *l, struct launch_times *t);
/*
 * How long the child's threads have run on a CPU or waited for one, in ns, or
 * -1. Because waiting counts, we can tell spinning from halted on a busy
 * machine.
 */
int64_t launch_demand(struct launch *l);

#endif
