/* SPDX-License-Identifier: GPL-2.0 */
/* The thread that serves console input. */
#ifndef LAUNCHER_INPUT_H
#define LAUNCHER_INPUT_H

#include "console.h"
#include "lguest.h"
#include "report.h"

#include <stdatomic.h>
#include <stdbool.h>

struct input {
	struct console **consoles;
	unsigned int count;
	int kick;		/* eventfd: the guest may have freed a buffer */
	atomic_bool waiting;	/* input is queued, the guest has no buffer */
	void (*on_break)(void);	/* called on three ^C; does not return */
};

/* Starts it; it keeps using consoles. 0 or -errno with the reason. */
int input_start(struct input *in, struct console **consoles,
		unsigned int count, void (*on_break)(void),
		struct refusal *why);

/* The guest has run and may have freed a buffer. For any thread. */
void input_kick(struct input *in);

/* One turn of the thread, for its tests: waits, reads, delivers. */
void input_turn(struct input *in);

#endif
