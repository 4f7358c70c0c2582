/* SPDX-License-Identifier: GPL-2.0 */
/* What the guest is doing, for those who send the launcher SIGUSR1. */
#ifndef LAUNCHER_STATE_H
#define LAUNCHER_STATE_H

#include "lguest_launcher.h"
#include "report.h"

#include <stdint.h>
#include <stdio.h>

/* Where the guest was seen, one after the other. */
#define STATE_SAMPLES	8

struct state_report {
	uint32_t eip[STATE_SAMPLES];
	struct lguest_state last;
};

/* Call it before any thread starts: only state_start()'s gets the signal. */
void state_block_signal(void);

/*
 * Starts the thread that answers SIGUSR1 with a line of JSON in json, or with
 * text on stderr if json is NULL. 0 or -errno with the reason.
 */
int state_start(int host, FILE *json, struct refusal *why);

void state_print(const struct state_report *report, FILE *to);

/* One line; 0 or -errno. */
int state_write_json(const struct state_report *report, FILE *to);

#endif
