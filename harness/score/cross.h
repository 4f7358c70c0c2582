/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Init gives each result twice: as a record, and as a line "lgcheck: ok 3 name"
 * on the log console. They come through different drivers and must agree.
 */
#ifndef HARNESS_SCORE_CROSS_H
#define HARNESS_SCORE_CROSS_H

#include "score/ktap.h"

#include <stdbool.h>

#define CROSS_TESTS 1000

struct cross {
	struct ktap ktap;		/* the console's document */
	bool seen;			/* the console has one */
	unsigned torn;			/* lines that others wrote into */
	unsigned console_max, record_max;
	/* by number: 0, or a letter that says which result */
	char console[CROSS_TESTS + 1], record[CROSS_TESTS + 1];
};

void cross_init(struct cross *c);
void cross_console(struct cross *c, const struct text_line *t);
/* The record of this number says so. */
void cross_record(struct cross *c, unsigned number, const struct ktap_result *r);
/* True with what if the two disagree. */
bool cross_differs(const struct cross *c, char *what, size_t size);

#endif
