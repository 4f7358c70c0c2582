// SPDX-License-Identifier: GPL-2.0
#include "score/decode.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* --- LAVA --- */

/* What is left of a line. */
struct rest {
	const char *p, *end;
};

static bool take(struct rest *r, char c)
{
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

static void skip(struct rest *r, const char *these)
{
	while (r->p < r->end && *r->p && strchr(these, *r->p))
		r->p++;
}

static size_t utf8(char *out, unsigned c)
{
	if (c < 0x80) {
		out[0] = c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = 0xc0 | c >> 6;
		out[1] = 0x80 | (c & 0x3f);
		return 2;
	}
	out[0] = 0xe0 | c >> 12;
	out[1] = 0x80 | (c >> 6 & 0x3f);
	out[2] = 0x80 | (c & 0x3f);
	return 3;
}

/* Reads up to n hexadecimal digits. */
static unsigned hex(struct rest *r, int n)
{
	unsigned v = 0;

	for (; n && r->p < r->end && isxdigit((unsigned char)*r->p); n--) {
		int c = tolower((unsigned char)*r->p++);

		v = v << 4 | (isdigit(c) ? c - '0' : c - 'a' + 10);
	}
	return v;
}

/* An escape in double quotes, after its backslash: it never gets longer. */
static size_t escape(struct rest *r, char *out)
{
	static const char names[] = "abtnvfre0", bytes[] = "\a\b\t\n\v\f\r\033";
	const char *name;
	char c;

	if (r->p == r->end)
		return 0;
	c = *r->p++;
	if (c == 'x')
		return utf8(out, hex(r, 2));
	if (c == 'u')
		return utf8(out, hex(r, 4));
	name = c ? strchr(names, c) : NULL;
	*out = name ? bytes[name - names] : c;
	return 1;
}

/*
 * Decodes a string in double or single quotes, or one up to a stop; a line that
 * was cut may end inside it. False: it is a list or a map.
 */
static bool value(struct rest *r, const char *stops, char *out, size_t *n)
{
	char quote = 0;

	*n = 0;
	skip(r, " ");
	if (r->p == r->end || *r->p == '[' || *r->p == '{')
		return false;
	if (*r->p == '"' || *r->p == '\'')
		quote = *r->p++;
	while (r->p < r->end && (quote || !*r->p || !strchr(stops, *r->p))) {
		char c = *r->p++;

		if (quote == '"' && c == '\\') {
			*n += escape(r, out + *n);
			continue;
		}
		/* two single quotes are one */
		if (quote && c == quote && (c == '"' || !take(r, c)))
			break;
		out[(*n)++] = c;
	}
	skip(r, " ");
	return true;
}

static bool is(const char *s, size_t n, const char *word)
{
	return n == strlen(word) && !memcmp(s, word, n);
}

/*
 * {"dt": TIME, "lvl": WHO, "msg": TEXT} in any order, with quotes as in JSON or
 * YAML, after "- " or in a list.
 */
enum lava decode_lava(const char *raw, size_t len, char *out, size_t *n)
{
	struct rest r = { raw, raw + len }, msg = { NULL, NULL };
	bool device = false, level = false, dated = false, text = true;

	skip(&r, "-[, ");
	if (!take(&r, '{'))
		return LAVA_NOT;
	do {
		bool lvl;

		if (!value(&r, ":", out, n) || !take(&r, ':'))
			return LAVA_NOT;
		lvl = is(out, *n, "lvl");
		level |= lvl;
		dated |= is(out, *n, "dt");
		if (is(out, *n, "msg"))
			msg = r;
		text = value(&r, ",}", out, n);
		if (lvl)
			device = is(out, *n, "target") ||
				 is(out, *n, "feedback");
	} while (text && take(&r, ','));
	if (!msg.p || !level || !dated)
		return LAVA_NOT;
	return device && value(&msg, ",}", out, n) ? LAVA_DEVICE : LAVA_OTHER;
}

/* --- terminals --- */

/* The end of "ESC [ ... LETTER": colours, clearing, where the cursor is. */
static const char *control_end(const char *p, const char *end)
{
	while (p < end && (isdigit((unsigned char)*p) || *p == ';' || *p == '?'))
		p++;
	return p < end && *p && strchr("mKJHGhlnr", *p) ? p + 1 : NULL;
}

/* The end of "ESC ] ..." and its like, at BEL or ESC \, or NULL. */
static const char *string_end(const char *p, const char *end)
{
	/* The kernel may have written a line into it. */
	for (; p < end && *p != '['; p++) {
		if (*p == '\a')
			return p + 1;
		if (*p == '\033')
			return p + 1 < end && p[1] == '\\' ? p + 2 : NULL;
	}
	return NULL;
}

/* The end of the escape sequence that the ESC at p starts; p: not one. */
static const char *sequence_end(const char *p, const char *end)
{
	const char *q = NULL;

	if (p + 1 == end || !p[1])
		return p;
	if (p[1] == '[')
		q = control_end(p + 2, end);
	else if (strchr("]_P^", p[1]))
		q = string_end(p + 2, end);
	else if (p[1] == '(' && p + 2 < end && p[2] && strchr("0AB", p[2]))
		q = p + 3;
	else if (strchr("78=>", p[1]))
		q = p + 2;
	return q ? q : p;
}

size_t decode_terminal(char *out, const char *raw, size_t len)
{
	const char *end = raw + len;
	size_t n = 0;

	while (raw < end) {
		const char *q = *raw == '\033' ? sequence_end(raw, end) : raw;

		if (q > raw)
			raw = q;
		else if (*raw)
			out[n++] = *raw++;
		else
			raw++;
	}
	return n;
}
