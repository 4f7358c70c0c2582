/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a line of a log is made of before it is text: escape sequences of a
 * terminal, and LAVA's JSON and YAML.  Called by unwrap.c; the bytes are a
 * guest's.
 */
#ifndef HARNESS_SCORE_DECODE_H
#define HARNESS_SCORE_DECODE_H

#include <stdbool.h>
#include <stddef.h>

enum lava {
	LAVA_NOT,		/* no line of LAVA's */
	LAVA_DEVICE,		/* the device's console: out holds its line */
	LAVA_OTHER,		/* LAVA's own words */
};

/* out has room for len bytes. */
enum lava decode_lava(const char *raw, size_t len, char *out, size_t *n);

/*
 * Leaves out NULs and whole escape sequences; the new length.  What looks like
 * a sequence that was cut stays, so that it cannot hide what follows.
 */
size_t decode_terminal(char *out, const char *raw, size_t len);

#endif
