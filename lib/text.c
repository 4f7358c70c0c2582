// SPDX-License-Identifier: GPL-2.0
/*
 * Text helpers, used all over the harness.  Everything that comes from a
 * guest is hostile here: lengths are bounded, bytes are made printable before
 * they can reach a terminal.
 */
#include "lib/text.h"
#include "lib/utf8.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int message_set(struct message *m, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(m->text, sizeof(m->text), fmt, ap);
	va_end(ap);
	return -code;
}

/* Any byte of the words that is not printable ASCII? */
static bool odd_bytes(uint32_t a, uint32_t b)
{
	uint32_t low = ((a - 0x20202020u) & ~a) | ((b - 0x20202020u) & ~b);
	uint32_t x = a ^ 0x7f7f7f7fu, y = b ^ 0x7f7f7f7fu;
	uint32_t del = ((x - 0x01010101u) & ~x) | ((y - 0x01010101u) & ~y);

	return (low | del | a | b) & 0x80808080u;
}

/* What is not to be shown; a character of several bytes is passed over. */
static size_t clean_one(char *dst, const char *src, size_t len, bool *changed)
{
	size_t n = utf8_length(src, len);

	if (n) {
		memmove(dst, src, n);
		return n;
	}
	*dst = *src == '\t' ? ' ' : '?';
	*changed = true;
	return 1;
}

bool text_clean(char *dst, size_t size, const char *src, size_t len)
{
	bool changed = false;
	uint32_t w[2];
	size_t i = 0;

	if (len > size - 1)
		len = utf8_cut(src, size - 1);
	while (i < len) {
		if (len - i >= sizeof(w)) {
			memcpy(w, src + i, sizeof(w));
			if (!odd_bytes(w[0], w[1])) {
				memcpy(dst + i, w, sizeof(w));
				i += sizeof(w);
				continue;
			}
		}
		i += clean_one(dst + i, src + i, len - i, &changed);
	}
	dst[i] = '\0';
	return changed;
}

char *text_shown(const char *src)
{
	size_t len = strlen(src);
	char *copy = malloc(len + 1);
	bool changed;

	for (size_t i = 0; copy && i < len;) {
		bool stays = src[i] == '\n' || src[i] == '\t';

		if (stays)
			copy[i] = src[i];
		i += stays ? 1 : clean_one(copy + i, src + i, len - i,
					   &changed);
	}
	if (copy)
		copy[len] = '\0';
	return copy;
}

void text_copy(char *dst, size_t size, const char *src)
{
	size_t n = strnlen(src, size - 1);

	if (src[n])
		n = utf8_cut(src, n);
	memmove(dst, src, n);
	dst[n] = '\0';
}

void text_whole(char *s)
{
	size_t len = strlen(s), at = len;

	while (at && len - at < 4)
		if ((s[--at] & 0xc0) != 0x80)
			break;
	if (at < len && (s[at] & 0x80) && !utf8_length(s + at, len - at))
		s[at] = '\0';
}

/* --- what comes before a message --- */

/* Behind what has this shape, or NULL: 0 is a digit, a a letter. */
static const char *shape(const char *p, const char *is)
{
	for (; *is; p++, is++) {
		unsigned char c = *p;

		if (*is == '0' ? !isdigit(c) && c != ' ' :
		    *is == 'a' ? !isalpha(c) : c != (unsigned char)*is)
			return NULL;
	}
	return p;
}

/* Behind "host kernel: " or "host program[12]: ", or p. */
static const char *skip_sender(const char *p, bool *kernel)
{
	const char *tag = strchr(p, ' ');
	size_t len = tag ? strcspn(++tag, " ") : 0;

	if (!len || tag[len] != ' ' || tag[len - 1] != ':')
		return p;
	if (!strncmp(tag, "kernel:", 7))
		*kernel = true;
	else if (len < 3 || tag[len - 2] != ']')
		return p;
	return tag + len + 1;
}

/* "2026-01-31T12:00:00.123+00:00 ", with or without a sender behind. */
static const char *skip_date(const char *p, bool *kernel)
{
	p = shape(p, "0000-00-00");
	if (!p || (*p != 'T' && *p != ' '))
		return NULL;
	p = shape(p + 1, "00:00:00");
	if (!p)
		return NULL;
	p += strspn(p, ".,0123456789+:Z");
	if (*p == '-')
		p += strspn(p, "-0123456789:");
	return *p == ' ' ? skip_sender(p + 1, kernel) : NULL;
}

/* "6,123,4567890,-;": /dev/kmsg and netconsole. */
static const char *skip_kmsg(const char *p)
{
	for (int i = 0; i < 3; i++) {
		size_t n = strspn(p, "0123456789");

		if (!n || p[n] != ',')
			return NULL;
		p += n + 1;
	}
	p += strcspn(p, ";");
	return *p ? p + 1 : NULL;
}

/* "kern  :info  : ": dmesg -x. */
static const char *skip_level(const char *p)
{
	size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyz");

	if (n < 3 || n > 8)
		return NULL;
	p += n;
	p += strspn(p, "0123456789 ");
	if (*p++ != ':')
		return NULL;
	n = strspn(p, "abcdefghijklmnopqrstuvwxyz");
	if (n < 3 || n > 6)
		return NULL;
	p += n;
	p += strspn(p, " ");
	return p[0] == ':' && p[1] == ' ' ? p + 2 : NULL;
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

/* The same where a space is between it and the time, as dmesg has it; or p. */
static const char *skip_dmesg_caller(const char *p)
{
	const char *q = skip_caller(p);

	return q && *q == ' ' ? q + 1 : p;
}

/* Behind what a collector of logs put in front of the line, or NULL. */
static const char *skip_collector(const char *p, bool *kernel)
{
	const char *q = NULL;

	if (isdigit((unsigned char)*p)) {
		q = skip_kmsg(p);
		*kernel = q != NULL;
		if (!q)
			q = skip_date(p, kernel);
	} else if (islower((unsigned char)*p)) {
		q = skip_level(p);
		*kernel = q && !strncmp(p, "kern", 4);
	} else if (isupper((unsigned char)*p)) {
		q = shape(p, "aaa 00 00:00:00 ");
		if (q)
			q = skip_sender(q, kernel);
	} else if (*p == '[' && isalpha((unsigned char)p[1])) {
		q = shape(p, "[aaa aaa 00 00:00:00 0000] ");
		*kernel = q != NULL;
		if (q)
			q = skip_dmesg_caller(q);
	}
	return q;
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
	for (; isdigit((unsigned char)*p) && digits < 11; p++, digits++)
		sec = sec * 10 + (*p - '0');
	if (!digits || digits > 10 || *p++ != '.')
		return NULL;
	for (digits = 0; isdigit((unsigned char)*p) && digits < 7;
	     p++, digits++)
		usec = usec * 10 + (*p - '0');
	if (digits != 6 || *p++ != ']')
		return NULL;
	if (stamp)
		*stamp = sec * 1000000 + usec;
	return p;
}

/* Behind "host kernel: ", which the journal has behind a time like ours; or p. */
static const char *skip_host(const char *p)
{
	const char *space = strchr(p, ' ');

	if (!space || space == p || strncmp(space, " kernel: ", 9))
		return p;
	for (const char *c = p; c < space; c++)
		if (!isalnum((unsigned char)*c) && !strchr(".-_", *c))
			return p;
	return space + 9;
}

/* Behind printk's own prefix, or p. */
static const char *skip_printk(const char *p, int64_t *stamp, bool *kernel)
{
	const char *q;

	*stamp = -1;
	if (p[0] == '<' && isdigit((unsigned char)p[1])) {
		q = p + 2;
		while (isdigit((unsigned char)*q))
			q++;
		if (*q == '>') {
			p = q + 1;
			*kernel = true;
		}
	}
	q = skip_stamp(p, stamp);
	if (!q)
		return p;
	*kernel = true;
	p = q;
	q = skip_caller(p);
	if (q)
		return *q == ' ' ? q + 1 : q;
	return *p == ' ' ? skip_host(skip_dmesg_caller(p + 1)) : p;
}

static const char *inner_stamp(const char *text)
{
	for (const char *p = text; (p = strchr(p, '[')); p++)
		if (p > text && skip_stamp(p, NULL))
			return p;
	return NULL;
}

void text_line(struct text_line *t, const char *line)
{
	const char *p;

	t->line = line;
	t->kernel = t->middle = false;
	p = skip_collector(line, &t->kernel);
	t->text = skip_printk(p ? p : line, &t->stamp, &t->kernel);
	t->inner = inner_stamp(t->text);
}

const char *text_inner(const struct text_line *t)
{
	bool kernel;
	int64_t stamp;

	return skip_printk(t->inner, &stamp, &kernel);
}

/* --- lines --- */

void lines_init(struct lines *l,
		void (*line)(void *, const char *, size_t, bool), void *ctx)
{
	l->line = line;
	l->ctx = ctx;
	l->len = 0;
	l->piece = 0;
}

static void lines_whole(struct lines *l)
{
	l->line(l->ctx, l->buf, l->len, false);
	l->len = 0;
	l->piece = 0;
}

/* Adds to a line that is not whole yet; hands over what does not fit. */
static void lines_add(struct lines *l, const char *data, size_t n)
{
	while (n) {
		size_t part = LINE_LEN - l->len;

		if (!part) {
			l->line(l->ctx, l->buf, l->len, true);
			l->piece++;
			memmove(l->buf, l->buf + LINE_LEN - LINE_OVERLAP,
				LINE_OVERLAP);
			l->len = LINE_OVERLAP;
			continue;
		}
		if (part > n)
			part = n;
		memcpy(l->buf + l->len, data, part);
		l->len += part;
		data += part;
		n -= part;
	}
}

void lines_feed(struct lines *l, const char *data, size_t n)
{
	while (n) {
		const char *nl = memchr(data, '\n', n);
		size_t part = nl ? (size_t)(nl - data) : n;

		/* most lines are whole where they are */
		if (nl && !l->len && part <= LINE_LEN) {
			l->line(l->ctx, data, part, false);
		} else {
			lines_add(l, data, part);
			if (!nl)
				return;
			lines_whole(l);
		}
		n -= part + 1;
		data += part + 1;
	}
}

bool lines_end(struct lines *l)
{
	if (!l->len)
		return false;
	lines_whole(l);
	return true;
}

void text_console(struct text_line *t, char line[LINE_LEN + 1],
		  const char *raw, size_t len, size_t piece, bool cut)
{
	size_t n = 0;

	while (len && raw[len - 1] == '\r')
		len--;
	if (text_clean(line, LINE_LEN + 1, raw, len) && memchr(raw, 0, len)) {
		for (size_t i = 0; i < len; i++)
			if (raw[i])
				line[n++] = raw[i];
		text_clean(line, LINE_LEN + 1, line, n);
	}
	text_line(t, line);
	t->middle = piece;
	/* what is in the overlap comes again, and whole */
	if (cut && t->inner && t->inner - line > LINE_LEN - LINE_OVERLAP)
		t->inner = NULL;
}

void text_seconds(char *dst, size_t size, uint64_t ns)
{
	snprintf(dst, size, "%llu.%03llu s",
		 (unsigned long long)(ns / 1000000000),
		 (unsigned long long)(ns / 1000000 % 1000));
}
