/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Finds crash reports in a kernel log and gives each a title that is the same
 * for the same crash (no addresses, no process numbers), as old and new
 * kernels word them, on i386 (EIP).
 */
#ifndef HARNESS_CRASH_H
#define HARNESS_CRASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "score/unwrap.h"

#define CRASH_TITLE 240

struct crash {
	bool open;		/* inside a report: what follows belongs to it */
	bool wants_place;	/* the title still lacks the function */
	bool wants_oops;	/* its "Oops: ... [#1]" line is still to come */
	unsigned left;		/* lines until the report is taken as over */
	unsigned cut_here;	/* lines since the "cut here" line, or 0 */
	bool banner;		/* a kernel has announced itself */
	unsigned banner_left;	/* lines in which a second one is confirmed */
	int64_t last_stamp;
	char title[CRASH_TITLE];
};

enum crash_event {
	CRASH_NOTHING,
	CRASH_NEW,		/* a new report: c->title names it */
	CRASH_TITLED,		/* c->title of the last report got better */
};

void crash_init(struct crash *c);
/* One line of the console log. */
enum crash_event crash_line(struct crash *c, const struct text_line *t);

#endif
