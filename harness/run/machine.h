/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A machine: what a guest's kernel runs on. Both give a process with a console
 * on its stdin and stdout and result records on another descriptor; they differ
 * in its command line, in how it says what the guest is doing, and in what its
 * end means.
 */
#ifndef HARNESS_RUN_MACHINE_H
#define HARNESS_RUN_MACHINE_H

#include "run/launch.h"
#include "run/qmp.h"
#include "score/score.h"

#include <stdbool.h>

struct boot;
struct run_config;

#define MACHINE_WORDS 80

/* A command line in the making; the first error stays. */
struct command_line {
	char *word[MACHINE_WORDS + 1];
	unsigned n;
	int error;
};

void command_word(struct command_line *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void command_free(struct command_line *c);

/* What a machine knows of a guest that runs on it. */
struct machine_guest {
	struct launch launch;
	struct qmp qmp;
	char state[4200];	/* the file where the guest's state goes */
};

struct machine {
	const char *name;
	struct launch_how how;
	/* The command line; the strings it adds are copies. */
	void (*command)(struct command_line *c, const struct run_config *config,
			const struct suite *suite);
	/* Its process is there. */
	void (*started)(struct machine_guest *g);
	/* Call whenever there may be something to do. */
	void (*turn)(struct machine_guest *g);
	/* Has the state of a hanging guest written to g->state. */
	void (*ask)(struct machine_guest *g);
	/*
	 * The process has ended: makes of its exit status one of lguest's. s is
	 * complete but for its ending.
	 */
	void (*ended)(struct machine_guest *g, const struct score *s,
		      struct ending *e);
};

extern const struct machine machine_lguest, machine_qemu;

/* The words of a kernel's command line that do not depend on the machine. */
void machine_kernel_words(struct command_line *c, const struct suite *suite);
#endif
