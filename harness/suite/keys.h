/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Private to the suite parser: its state and the table of keys.
 */
#ifndef HARNESS_SUITE_KEYS_H
#define HARNESS_SUITE_KEYS_H

#include "lib/value.h"
#include "suite/suite.h"

#include <stdbool.h>

struct suite_parser {
	struct suite *s;
	const struct suite_places *places;
	struct refusal *err;
	unsigned line;
	uint64_t seen;			/* keys that may come once */
	const struct suite_key *key;	/* being set */
};

struct suite_key {
	const char *name;
	bool repeat;
	/* value is trimmed and not empty; returns 0 or suite_bad() */
	int (*set)(struct suite_parser *p, char *value);
};

extern const struct suite_key suite_keys[];
const struct suite_key *suite_key_find(const char *name);
/* Checks what only the whole file can show. */
int suite_keys_check(struct suite_parser *p);
/* Sets the message "FILE:LINE: expected ..." and returns -EINVAL. */
int suite_bad(struct suite_parser *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
