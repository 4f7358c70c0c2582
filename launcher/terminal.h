/* SPDX-License-Identifier: GPL-2.0 */
/* The user's terminal: raw while a guest runs; and the three-^C rule. */
#ifndef LAUNCHER_TERMINAL_H
#define LAUNCHER_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Makes fd raw if it is a terminal and ours to change, and arranges that
 * signals that end the process restore it first.  Call it once.
 */
void terminal_raw(int fd);

/* Restores it; may be called at any time, any number of times, anywhere. */
void terminal_restore(void);

/* Times of the last two ^C that came alone, in ms; zeroed is empty. */
struct break_rule {
	unsigned int count;
	int64_t at[2];
};

#define BREAK_KEY	0x03
#define BREAK_WINDOW	1000	/* ms */

/*
 * One read from the terminal, at time now in ms.  True when it is the third ^C
 * in a row that came alone and all three came within BREAK_WINDOW.
 */
bool break_rule_feed(struct break_rule *rule, const uint8_t *buf, size_t n,
		     int64_t now);

#endif
