// SPDX-License-Identifier: GPL-2.0
/* Sentences about what is wrong. */
#include "lib/refusal.h"

#include <stdarg.h>
#include <stdio.h>

int refuse(struct refusal *why, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why->text, sizeof(why->text), fmt, ap);
	va_end(ap);
	return -code;
}

int refusal_tell(const struct refusal *why, int status)
{
	fflush(stdout);
	fprintf(stderr, "lgcheck: %s\n", why->text);
	return status;
}
