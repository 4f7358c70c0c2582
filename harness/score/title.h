/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Titles of crash reports: which messages of a kernel are one, and what the
 * crash is called, the same in each run.  The message is a guest's, one line,
 * printable.
 */
#ifndef HARNESS_SCORE_TITLE_H
#define HARNESS_SCORE_TITLE_H

#include "score/place.h"

#include <stdbool.h>
#include <stddef.h>

#define CRASH_TITLE 240

struct title {
	char text[CRASH_TITLE];
	enum place place;	/* where the function's name is still to come */
	bool oops;		/* the line of an oops: "TEXT: hhhh [#N]" */
	bool leads;		/* an oops follows and is more of the same */
	bool fault;		/* what an access that failed is called */
	bool no_exec;		/* says why, before one that is called so */
};

/* Once, before the others. */
void title_init(void);
/* Is the message a title? */
bool title_find(const char *message, struct title *t);
/*
 * The same where a task's name may have broken the message in two: only what
 * holds a name and starts like the first half.
 */
bool title_may_break(const char *message);
bool title_find_broken(const char *message, struct title *t);
/* The one place where a title gets its text: len bytes without what varies. */
void title_clean(char out[CRASH_TITLE], const char *text, size_t len);
/* " in FUNCTION" */
void title_add_place(char *title, const char *function, size_t len);

#endif
