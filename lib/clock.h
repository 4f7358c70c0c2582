/* SPDX-License-Identifier: GPL-2.0 */
/* CLOCK_MONOTONIC for every time limit and duration, and dates to print. */
#ifndef LIB_CLOCK_H
#define LIB_CLOCK_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* In ns. */
uint64_t clock_now(void);

#define CLOCK_ISO	"%Y-%m-%dT%H:%M:%SZ"
#define CLOCK_NAME	"%Y%m%d-%H%M%S"		/* in a file's name */

/* A moment as strftime() has it, in UTC. */
void clock_utc(char *dst, size_t size, const char *format, time_t when)
	__attribute__((format(strftime, 3, 0)));

#endif
