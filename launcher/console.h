/* SPDX-License-Identifier: GPL-2.0 */
/* A console of the guest. */
#ifndef LAUNCHER_CONSOLE_H
#define LAUNCHER_CONSOLE_H

#include "device.h"
#include "report.h"
#include "terminal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONSOLE_QUEUE	65536u

struct console {
	struct device *dev;
	const char *name;	/* for messages */
	int out;		/* descriptor its output goes to */
	int in;			/* descriptor input comes from, -1: none */
	bool terminal;		/* in is a terminal: three ^C end the guest */
	struct break_rule rule;
	unsigned int warnings;
	_Atomic bool mid_line;	/* its output has not ended its last line */
	/* Guest-physical address of the list that was filled last; 0: none. */
	_Atomic uint32_t filled;
	/* Input read but not yet taken by the guest; the input thread's. */
	size_t start, used;
	uint8_t queue[CONSOLE_QUEUE];
};

/* What console_read() found. */
enum console_event { CONSOLE_NOTHING, CONSOLE_INPUT, CONSOLE_BREAK };

extern const struct device_ops console_ops;

/* The first console: standard input and output. */
void console_stdio(struct console *con);

/* Another one, from --console's value; 0 or -errno with the reason. */
int console_open(struct console *con, const char *where,
		 struct refusal *why);

/* Adds it to the guest's devices; 0 or -errno with the reason. */
int console_add(struct console *con, struct device_table *table, bool first,
		struct refusal *why);

/* May more input be read now? */
bool console_wants_input(const struct console *con);

/*
 * Reads what there is from con->in at time now, in ms. At the end of input or
 * on an error con->in becomes -1.
 */
enum console_event console_read(struct console *con, int64_t now);

/*
 * Gives queued input to the guest while it has buffers. True when the queue is
 * empty.
 */
bool console_deliver(struct console *con);

/* Has the guest freed the list that was filled last? For any thread. */
bool console_buffer_free(const struct console *con);

#endif
