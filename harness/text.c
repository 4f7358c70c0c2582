// SPDX-License-Identifier: GPL-2.0
/*
 * Text helpers, used all over the harness.  Everything that comes from a
 * guest is hostile here: lengths are bounded, bytes are made printable before
 * they can reach a terminal.
 */
#include "text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int message_set(struct message *m, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(m->text, sizeof(m->text), fmt, ap);
	va_end(ap);
	return -code;
}

void text_clean(char *dst, size_t size, const char *src, size_t len)
{
	size_t i;

	for (i = 0; i < len && i + 1 < size; i++) {
		unsigned char c = src[i];

		if (c == '\t')
			c = ' ';
		dst[i] = c < 0x20 || c > 0x7e ? '?' : c;
	}
	dst[i] = '\0';
}

void text_copy(char *dst, size_t size, const char *src)
{
	size_t n = strnlen(src, size - 1);

	memmove(dst, src, n);
	dst[n] = '\0';
}

/* Behind "[  123.456789]", or NULL. */
static const char *skip_stamp(const char *p, int64_t *stamp)
{
	uint64_t sec = 0, usec = 0;
	int digits = 0;

	if (*p++ != '[')
		return NULL;
	while (*p == ' ')
		p++;
	for (; isdigit((unsigned char)*p); p++, digits++)
		sec = sec * 10 + (*p - '0');
	if (!digits || digits > 10 || *p++ != '.')
		return NULL;
	for (digits = 0; isdigit((unsigned char)*p); p++, digits++)
		usec = usec * 10 + (*p - '0');
	if (digits != 6 || *p++ != ']')
		return NULL;
	if (stamp)
		*stamp = sec * 1000000 + usec;
	return p;
}

/* Behind "[    T12]" or "[    C0]", or NULL. */
static const char *skip_caller(const char *p)
{
	if (*p++ != '[')
		return NULL;
	while (*p == ' ')
		p++;
	if (*p != 'T' && *p != 'C')
		return NULL;
	if (!isdigit((unsigned char)*++p))
		return NULL;
	while (isdigit((unsigned char)*p))
		p++;
	return *p == ']' ? p + 1 : NULL;
}

const char *text_unstamp(const char *line, int64_t *stamp)
{
	const char *p = line, *q;

	if (stamp)
		*stamp = -1;
	if (p[0] == '<' && isdigit((unsigned char)p[1])) {
		q = p + 2;
		while (isdigit((unsigned char)*q))
			q++;
		if (*q == '>')
			p = q + 1;
	}
	q = skip_stamp(p, stamp);
	if (!q)
		return p;
	p = q;
	q = skip_caller(p);
	if (q)
		p = q;
	return *p == ' ' ? p + 1 : p;
}

const char *text_inner_stamp(const char *line)
{
	for (const char *p = line; (p = strchr(p, '[')); p++)
		if (p > line && skip_stamp(p, NULL))
			return p;
	return NULL;
}

void lines_init(struct lines *l,
		void (*line)(void *, const char *, size_t, bool), void *ctx)
{
	l->line = line;
	l->ctx = ctx;
	l->len = 0;
	l->cut = false;
}

static void lines_flush(struct lines *l)
{
	size_t len = l->len;
	bool cut = l->cut;

	l->buf[len] = '\0';
	l->len = 0;
	l->cut = false;
	l->line(l->ctx, l->buf, len, cut);
}

void lines_feed(struct lines *l, const char *data, size_t n)
{
	while (n) {
		const char *nl = memchr(data, '\n', n);
		size_t part = nl ? (size_t)(nl - data) : n;
		size_t room = LINE_LEN - l->len;

		if (part > room)
			l->cut = true;
		memcpy(l->buf + l->len, data, part < room ? part : room);
		l->len += part < room ? part : room;
		if (!nl)
			return;
		lines_flush(l);
		n -= part + 1;
		data += part + 1;
	}
}

bool lines_end(struct lines *l)
{
	if (!l->len && !l->cut)
		return false;
	lines_flush(l);
	return true;
}

void text_seconds(char *dst, size_t size, uint64_t ns)
{
	snprintf(dst, size, "%llu.%03llu s",
		 (unsigned long long)(ns / 1000000000),
		 (unsigned long long)(ns / 1000000 % 1000));
}
