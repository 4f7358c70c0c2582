// SPDX-License-Identifier: GPL-2.0
/* Quotes any text for a shell: no byte of it leaves its quotes. */
#include "report/shell_word.h"

#include <stdio.h>
#include <string.h>

void shell_word(char *out, size_t size, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789._-+:/=,@%";
	size_t n = 0;

	if (*text && !text[strspn(text, plain)]) {
		snprintf(out, size, "%s", text);
		return;
	}
	out[n++] = '\'';
	for (; *text && n + 6 < size; text++) {
		if (*text == '\'')
			n += snprintf(out + n, size - n, "'\\''");
		else
			out[n++] = *text;
	}
	out[n++] = '\'';
	out[n] = '\0';
}
