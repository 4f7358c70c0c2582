/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The function that a crash report names: in its registers, as its caller, in
 * its call trace.  Lines are a guest's.
 */
#ifndef HARNESS_SCORE_PLACE_H
#define HARNESS_SCORE_PLACE_H

#include <stdbool.h>
#include <stddef.h>

enum place {
	PLACE_NONE,		/* known, or not to be known */
	PLACE_REGISTERS,	/* EIP, RIP, pc */
	PLACE_CALLER,		/* "caller is f+0x1/0x2" */
	PLACE_TRACE,		/* first in the call trace that is to come, */
	PLACE_FRAMES,		/* and that has begun */
	PLACE_WORK,		/* "last function: f" */
};

/*
 * The name in this line of a report, *len bytes of it, or NULL.  *place is then
 * PLACE_NONE, as it is when the report turns out to have no name to give.
 */
const char *place_find(enum place *place, const char *line, size_t *len);
/* The length of "f" where p is "f+0x12/0x34", or 0. */
size_t place_symbol(const char *p);

#endif
