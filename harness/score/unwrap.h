/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lines of a log, freed of what printk, dmesg, syslog, the journal, a serial
 * logger or a CI system put in front.  All of it is a guest's: each prefix is
 * only believed where it has exactly its shape.
 */
#ifndef HARNESS_SCORE_UNWRAP_H
#define HARNESS_SCORE_UNWRAP_H

#include "lib/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Who a logger says wrote the line. */
enum sender {
	SENDER_UNKNOWN,
	SENDER_KERNEL,
	SENDER_PROGRAM,
};

/* A line of a console log, taken apart; all point into the line. */
struct text_line {
	const char *line;
	const char *text;	/* behind all that was put in front */
	bool kernel;		/* a prefix says that the kernel wrote it */
	bool printk;		/* and that prefix is printk's time or caller */
	enum sender sender;
	bool middle;		/* not the start of a line: see struct lines */
	int64_t stamp;		/* printk's, in microseconds; or -1 */
	uint32_t caller;	/* printk's: a thread, a CPU; 0 if not told */
	/* printk's prefix inside text: a line of its own written into this */
	const char *inner;
	const char *limit;	/* what is inside behind it comes again; or NULL */
};

void text_line(struct text_line *t, const char *line);
/* The line that text_line() found inside. */
void text_inner(const struct text_line *t, struct text_line *inner);

/*
 * A line of a console log out of struct lines, as a terminal shows it: NULs,
 * colours, carriage returns at its ends and a byte-order mark are nothing, and
 * of LAVA's JSON and YAML the device's line remains.  line gets the text.
 */
void text_console(struct text_line *t, char line[LINE_LEN + 1],
		  const char *raw, size_t len, size_t piece, bool cut);

#endif
