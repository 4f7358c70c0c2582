/* SPDX-License-Identifier: GPL-2.0 */
/* How every part of the launcher says what is wrong. */
#ifndef LAUNCHER_REPORT_H
#define LAUNCHER_REPORT_H

#include "lib/refusal.h"

#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

/* Prints "lguest: ..." on stderr, as one line. */
void warn(const char *fmt, ...) PRINTF_LIKE(1, 2);

/*
 * Like warn(), for what a guest can cause at will: *count is how often it has
 * happened, and only the first few times are printed.
 */
void warn_guest(unsigned int *count, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Like warn(), but only after verbose_on(). */
void verbose(const char *fmt, ...) PRINTF_LIKE(1, 2);
void verbose_on(void);

#endif
