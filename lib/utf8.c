// SPDX-License-Identifier: GPL-2.0
/*
 * UTF-8 after Unicode's table 3-7. The bytes are a guest's: overlong forms and
 * surrogates are refused, and so is whatever moves the cursor, changes the
 * direction of writing or ends a line.
 */
#include "lib/utf8.h"

#include <stdbool.h>
#include <stdint.h>

static bool is_shown(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} hidden[] = {
		{ 0x00, 0x1f },	    { 0x7f, 0x9f },	/* controls */
		{ 0x061c, 0x061c }, { 0x200e, 0x200f },	/* directions */
		{ 0x202a, 0x202e }, { 0x2066, 0x2069 },
		{ 0x2028, 0x2029 },			/* ends of lines */
		{ 0xd800, 0xdfff },			/* surrogates */
		{ 0xfeff, 0xfeff },			/* byte-order mark */
	};

	for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++)
		if (c >= hidden[i].first && c <= hidden[i].last)
			return false;
	/* The last two code points of each plane are not characters. */
	return c <= 0x10ffff && (c & 0xfffe) != 0xfffe;
}

size_t utf8_length(const char *text, size_t len)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *p = (const unsigned char *)text;
	size_t n = *p < 0x80 ? 1 : *p < 0xc2 ? 0 : *p < 0xe0 ? 2 :
		   *p < 0xf0 ? 3 : *p < 0xf5 ? 4 : 0;
	uint32_t c = *p;

	if (!n || n > len)
		return 0;
	if (n > 1)
		c &= 0x7f >> n;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	return c >= least[n] && is_shown(c) ? n : 0;
}

size_t utf8_cut(const char *s, size_t n)
{
	size_t at = n;

	while (at && n - at < 3 && (s[at] & 0xc0) == 0x80)
		at--;
	return (s[at] & 0xc0) == 0x80 ? n : at;
}
