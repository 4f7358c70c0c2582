// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 280: One line for each message
 *
 * Everything for the user's stderr passes through here, as one write per line,
 * because two threads print. Texts from the guest are printable when they get
 * here: host.c has seen to that.
 */
#include "report.h"

#include "lib/contract.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define GUEST_WARNINGS	4

static bool is_verbose;

static void print_line(const char *fmt, va_list ap, const char *tail)
{
	static const char prefix[] = LGUEST_SAYS;
	char line[1024];
	size_t max = sizeof(line) - strlen(tail) - 1;
	size_t len = sizeof(prefix) - 1;
	int n;

	memcpy(line, prefix, len);
	n = vsnprintf(line + len, max - len, fmt, ap);
	if (n < 0)
		return;
	len += (size_t)n < max - len ? (size_t)n : max - len - 1;
	len += (size_t)snprintf(line + len, sizeof(line) - len, "%s\n", tail);
	/* If stderr itself fails, there is nobody to complain to. */
	if (write(STDERR_FILENO, line, len) < 0)
		return;
}

void warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print_line(fmt, ap, "");
	va_end(ap);
}

void warn_guest(unsigned int *count, const char *fmt, ...)
{
	va_list ap;

	if (*count >= GUEST_WARNINGS)
		return;
	(*count)++;
	va_start(ap, fmt);
	print_line(fmt, ap, *count < GUEST_WARNINGS ? "" :
		   " (and no more of these)");
	va_end(ap);
}

void verbose(const char *fmt, ...)
{
	va_list ap;

	if (!is_verbose)
		return;
	va_start(ap, fmt);
	print_line(fmt, ap, "");
	va_end(ap);
}

void verbose_on(void)
{
	is_verbose = true;
}
