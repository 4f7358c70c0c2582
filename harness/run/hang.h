/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A guest that hangs, seen from outside. On SIGUSR1 the launcher says what the
 * guest is doing (lguest --state); this makes a report with symbols of it.
 */
#ifndef HARNESS_RUN_HANG_H
#define HARNESS_RUN_HANG_H

#include <stdbool.h>
#include <stddef.h>

/* Has the launcher written its line? */
bool hang_answered(const char *state);

/*
 * Writes the report to a file, with why as its first line. where says in a few
 * words where the guest is, such as "at cpu_idle+0x12, interrupts on"; "" if
 * nothing is known.
 */
void hang_report(const char *state, const char *kernel, const char *report,
		 const char *why, char *where, size_t size);

#endif
