/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Makes text of a log's raw lines: removes a terminal's escape sequences and
 * LAVA's JSON and YAML. The bytes are a guest's.
 */
#ifndef HARNESS_SCORE_DECODE_H
#define HARNESS_SCORE_DECODE_H

#include <stdbool.h>
#include <stddef.h>

enum lava {
	LAVA_NOT,		/* not a line of LAVA's */
	LAVA_DEVICE,		/* the device's console: out holds its line */
	LAVA_OTHER,		/* LAVA's own words */
};

/* out has room for len bytes. */
enum lava decode_lava(const char *raw, size_t len, char *out, size_t *n);

/*
 * Removes NULs and complete escape sequences; returns the new length. What
 * looks like half a sequence stays, so that it cannot hide what follows.
 */
size_t decode_terminal(char *out, const char *raw, size_t len);

#endif
