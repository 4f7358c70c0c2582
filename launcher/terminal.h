/* SPDX-License-Identifier: GPL-2.0 */
/* The user's terminal, raw while a guest runs, and the rule of three ^C. */
#ifndef LAUNCHER_TERMINAL_H
#define LAUNCHER_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Makes fd raw if it is a terminal and ours to change. Signals that end the
 * process restore it first. Call it once.
 */
void terminal_raw(int fd);

/* Restores it; may be called at any time, any number of times, anywhere. */
void terminal_restore(void);

/* Times in ms of the last two ^C that came alone; all zero is empty. */
struct break_rule {
	unsigned int count;
	int64_t at[2];
};

#define BREAK_KEY	0x03
#define BREAK_WINDOW	1000	/* ms */

/*
 * Notes what was read from the terminal at time now, in ms. True if it is the
 * third ^C in a row that came alone, all three within BREAK_WINDOW.
 */
bool break_rule_feed(struct break_rule *rule, const uint8_t *buf, size_t n,
		     int64_t now);

#endif
