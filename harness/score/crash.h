/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Finds crash reports in a kernel log, in the words of old and new kernels on
 * i386 and x86_64, and gives each a title. The same crash always gets the same
 * title: it has no addresses and no numbers of processes or CPUs. The log is a
 * guest's.
 */
#ifndef HARNESS_SCORE_CRASH_H
#define HARNESS_SCORE_CRASH_H

#include "score/title.h"
#include "score/unwrap.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct crash {
	bool open;		/* inside a report: what follows belongs to it */
	enum place place;	/* where the title's function is to come from */
	bool leads, no_exec;	/* as in struct title: what is still to come */
	unsigned left;		/* lines until the report is taken as over */
	uint32_t caller;	/* whose report it is, if printk tells; or 0 */
	bool cut_here;		/* "cut here" was said, and no title since */
	char broken[80];	/* a message that a task's name may have broken */
	unsigned broken_left;	/* lines in which the rest of it may come */
	/* this log's kernel marks its lines: by printk's prefix, as a sender */
	bool stamps, senders;
	bool bare;		/* its banner had no prefix */
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
