/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lines of a log without what printk, dmesg, syslog, the journal, a serial
 * logger or a CI system put in front. All of it is a guest's: a prefix is only
 * believed if it has exactly its shape.
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

/* A parsed line of a console log; the pointers point into the line. */
struct text_line {
	const char *line;
	const char *text;	/* after all prefixes */
	bool kernel;		/* a prefix says that the kernel wrote it */
	bool printk;		/* and that prefix is printk's time or caller */
	enum sender sender;
	bool middle;		/* not the start of a line: see struct lines */
	int64_t stamp;		/* printk's, in microseconds; or -1 */
	uint32_t caller;	/* printk's: a thread or a CPU; 0: unknown */
	/* printk's prefix inside text: a line written into this one */
	const char *inner;
	const char *limit;	/* inner lines after it will come again; or NULL */
};

void text_line(struct text_line *t, const char *line);
/* Parses the line that text_line() found inside. */
void text_inner(const struct text_line *t, struct text_line *inner);

/*
 * Parses a line from struct lines as a terminal would show it: without NULs,
 * colours, carriage returns at its ends or a byte-order mark; of LAVA's JSON
 * and YAML the device's line remains. line gets the text.
 */
void text_console(struct text_line *t, char line[LINE_LEN + 1],
		  const char *raw, size_t len, size_t piece, bool cut);

#endif
