// SPDX-License-Identifier: GPL-2.0
/*
 * Parses values of suite files and options: words, durations, sizes, numbers,
 * addresses. The text is a user's: terminated, and otherwise anything.
 */
#include "lib/value.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int hex(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = tolower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Parses an escape sequence after its backslash and moves *p; -1: not one. */
static int escape(const char **p)
{
	int c = *(*p)++, a, b;

	switch (c) {
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	case 'e':
		return 27;
	case '\\':
	case '"':
		return c;
	case 'x':
		a = hex((*p)[0]);
		b = a < 0 ? -1 : hex((*p)[1]);
		if (b < 0)
			return -1;
		*p += 2;
		return a << 4 | b;
	default:
		return -1;
	}
}

/* The rest of a quoted word; moves *p past the closing quote. */
static const char *quoted(const char **p, struct word *w)
{
	const char *s = *p;

	while (*s != '"') {
		int c = (unsigned char)*s++;

		if (!c)
			return "a closing \" at the end of the text";
		if (c == '\\') {
			c = escape(&s);
			if (c < 0)
				return "one of \\n \\r \\t \\e \\\\ \\\" \\xHH after the backslash";
		}
		w->text[w->len++] = c;
	}
	s++;
	if (*s && *s != ' ' && *s != '\t')
		return "a space after the closing \"";
	*p = s;
	return NULL;
}

const char *value_words(const char *p, struct words *out)
{
	char *to = out->buf;

	out->n = 0;
	if (strlen(p) > VALUE_TEXT)
		return "a shorter value";
	for (;;) {
		struct word *w = &out->w[out->n];

		while (*p == ' ' || *p == '\t')
			p++;
		if (!*p)
			return NULL;
		if (out->n == VALUE_WORDS)
			return "fewer words";
		w->text = to;
		w->len = 0;
		w->quoted = *p == '"';
		if (w->quoted) {
			const char *bad;

			p++;
			bad = quoted(&p, w);
			if (bad)
				return bad;
		} else {
			while (*p && *p != ' ' && *p != '\t')
				w->text[w->len++] = *p++;
		}
		w->text[w->len] = '\0';
		to += w->len + 1;
		out->n++;
	}
}

static const char *digits(const char *p, uint64_t *v)
{
	uint64_t n = 0;

	if (!isdigit((unsigned char)*p))
		return NULL;
	for (; isdigit((unsigned char)*p); p++) {
		n = n * 10 + (*p - '0');
		if (n > UINT64_C(1000000000000))
			return NULL;
	}
	*v = n;
	return p;
}

int value_duration(const char *text, uint64_t *ns)
{
	uint64_t n, unit;
	const char *p = digits(text, &n);

	if (!p)
		return -EINVAL;
	if (!strcmp(p, "ms"))
		unit = 1000000;
	else if (!strcmp(p, "s"))
		unit = 1000000000;
	else if (!strcmp(p, "m"))
		unit = UINT64_C(60000000000);
	else
		return -EINVAL;
	if (!n || n > UINT64_C(86400000000000) / unit)
		return -EINVAL;
	*ns = n * unit;
	return 0;
}

int value_size(const char *text, uint64_t *bytes)
{
	int base = text[0] == '0' && tolower((unsigned char)text[1]) == 'x' ?
		16 : 10;
	const char *p = base == 16 ? text + 2 : text;
	unsigned long long n;
	unsigned shift = 0;
	char *rest;

	/* strtoull() would take spaces, a sign and another 0x. */
	if (base == 16 ? hex(*p) < 0 || tolower((unsigned char)p[1]) == 'x' :
			 !isdigit((unsigned char)*p))
		return -EINVAL;
	errno = 0;
	n = strtoull(p, &rest, base);
	switch (tolower((unsigned char)*rest)) {
	case 'k':
		shift = 10;
		break;
	case 'm':
		shift = 20;
		break;
	case 'g':
		shift = 30;
		break;
	case '\0':
		break;
	default:
		return -EINVAL;
	}
	if (shift && rest[1])
		return -EINVAL;
	if (errno || n > UINT64_MAX >> (shift + 1))
		return -ERANGE;
	*bytes = n << shift;
	return 0;
}

int value_number(const char *text, unsigned max, unsigned *n)
{
	uint64_t v;
	const char *p = digits(text, &v);

	if (!p || *p || v > max)
		return -EINVAL;
	*n = v;
	return 0;
}

int value_mode(const char *text, unsigned *mode)
{
	unsigned v = 0;

	if (!*text)
		return -EINVAL;
	for (; *text; text++) {
		if (*text < '0' || *text > '7')
			return -EINVAL;
		v = v * 8 + (*text - '0');
		if (v > 07777)
			return -EINVAL;
	}
	*mode = v;
	return 0;
}

int value_network(const char *text, uint32_t *address, unsigned *bits)
{
	char dotted[INET_ADDRSTRLEN];
	size_t n = strcspn(text, "/");
	struct in_addr in;

	if (n >= sizeof(dotted))
		return -EINVAL;
	memcpy(dotted, text, n);
	dotted[n] = '\0';
	if (inet_pton(AF_INET, dotted, &in) != 1 || !in.s_addr ||
	    !~in.s_addr || IN_MULTICAST(ntohl(in.s_addr)))
		return -EINVAL;
	*bits = 24;
	if (text[n] && (value_number(text + n + 1, 30, bits) || !*bits))
		return -ERANGE;
	*address = ntohl(in.s_addr);
	return 0;
}
