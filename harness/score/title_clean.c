// SPDX-License-Identifier: GPL-2.0
/*
 * What of a title differs from run to run, or from one build to the next, and
 * tells nothing: offsets, addresses, numbers of CPUs and processes, taints, what
 * a compiler made of a function's name.
 */
#include "lib/text.h"
#include "score/title.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static size_t digits(const char *p)
{
	return strspn(p, "0123456789");
}

static size_t hex(const char *p)
{
	return strspn(p, "0123456789abcdefABCDEF");
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* "+0x12/0x34", and the module after it */
static size_t offset(const char *p)
{
	size_t n = 3;

	if (!text_after(p, "+0x") || !hex(p + 3))
		return 0;
	n += hex(p + n);
	if (text_after(p + n, "/0x"))
		n += 3 + hex(p + n + 3);
	if (text_after(p + n, " [") && strchr(p + n, ']'))
		n = strchr(p + n, ']') + 1 - p;
	return n;
}

/* What a compiler made of a function: ".isra.0", ".cold" */
static size_t clone(const char *p)
{
	static const char *const names[] = { ".isra", ".part", ".constprop",
					     ".cold", ".llvm" };

	for (size_t i = 0; i < COUNT(names); i++) {
		size_t n = strlen(names[i]);

		if (!text_after(p, names[i]))
			continue;
		if (p[n] == '.' && digits(p + n + 1))
			n += 1 + digits(p + n + 1);
		return is_word(p[n]) ? 0 : n;
	}
	return 0;
}

/* " (Tainted: G   B)", " (Not tainted)" */
static size_t taint(const char *p)
{
	const char *end = strchr(p, ')');

	if (!text_after(p, " (Tainted: ") && !text_after(p, " (Not tainted)"))
		return 0;
	return end ? end + 1 - p : 0;
}

/* At the start of a word. */
static size_t address(const char *p)
{
	static const char *const hashed[] = { "(____ptrval____)", "(ptrval)" };
	size_t n = 0;

	for (size_t i = 0; i < COUNT(hashed); i++)
		if (text_after(p, hashed[i]))
			return strlen(hashed[i]);
	if (text_after(p, "0x"))
		return hex(p + 2) > 4 && !is_word(p[2 + hex(p + 2)]) ?
			       2 + hex(p + 2) : 0;
	n = hex(p);
	return (n == 8 || n == 16) && !is_word(p[n]) ? n : 0;
}

/* Behind "CPU#", "pid " and the like: whose, or how many. */
static bool counts(const char *title, size_t len)
{
	static const char *const before[] = {
		"CPU#", "CPU", "CPU ", "cpu ", "CPU: ", "PID: ", "pid ",
		"pid: ", "kmalloc-rnd-",
	};

	for (size_t i = 0; i < COUNT(before); i++) {
		size_t n = strlen(before[i]);

		if (n <= len && !memcmp(title + len - n, before[i], n))
			return true;
	}
	return false;
}

/* An exit code and an error code tell what happened. */
static bool tells(const char *title, size_t len)
{
	return (len >= 9 && !memcmp(title + len - 9, "exitcode=", 9)) ||
	       (len == 6 && !memcmp(title, "Oops: ", 6));
}

/* What is at p and differs from run to run; its stand-in. */
static size_t noise(const char *p, const char *title, size_t len,
		    const char **instead)
{
	bool inside = len && is_word(title[len - 1]);
	size_t n;

	*instead = "";
	switch (*p) {
	case '+':
		return offset(p);
	case '.':
		return inside ? clone(p) : 0;
	case ' ':
		n = taint(p);
		return n ? n : p[1] == ' ' || !p[1];
	}
	if (isdigit((unsigned char)*p) && counts(title, len)) {
		*instead = "N";
		return digits(p);
	}
	*instead = "ADDR";
	return inside || tells(title, len) ? 0 : address(p);
}

void title_clean(char out[CRASH_TITLE], const char *text, size_t len)
{
	char from[CRASH_TITLE];
	size_t n = 0;

	if (len >= sizeof(from))
		len = sizeof(from) - 1;
	memcpy(from, text, len);
	from[len] = '\0';
	for (const char *p = from; *p && n + 5 < CRASH_TITLE;) {
		const char *instead;
		size_t skip = noise(p, out, n, &instead);

		if (skip) {
			memcpy(out + n, instead, strlen(instead));
			n += strlen(instead);
			p += skip;
		} else {
			out[n++] = *p++;
		}
	}
	out[n] = '\0';
	text_whole(out);
}
