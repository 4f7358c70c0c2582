// SPDX-License-Identifier: GPL-2.0
/*
 * Printable copies, messages, and lines out of a byte stream. The input is a
 * guest's and hostile: lengths are bounded, and bytes are made printable before
 * they can reach a terminal.
 */
#include "lib/text.h"

#include "lib/utf8.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Is any byte of the words not printable ASCII? */
static bool odd_bytes(uint32_t a, uint32_t b)
{
	uint32_t low = ((a - 0x20202020u) & ~a) | ((b - 0x20202020u) & ~b);
	uint32_t x = a ^ 0x7f7f7f7fu, y = b ^ 0x7f7f7f7fu;
	uint32_t del = ((x - 0x01010101u) & ~x) | ((y - 0x01010101u) & ~y);

	return (low | del | a | b) & 0x80808080u;
}

/* Finds the next byte that must not be shown; steps over UTF-8 characters. */
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
		if (src[i] >= 0x20 && src[i] < 0x7f) {
			dst[i] = src[i];
			i++;
			continue;
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

/* Adds to an unfinished line; hands over a piece when it is full. */
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

		/* Most lines are complete in the buffer: no copy. */
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

void text_seconds(char *dst, size_t size, uint64_t ns)
{
	snprintf(dst, size, "%llu.%03llu s",
		 (unsigned long long)(ns / 1000000000),
		 (unsigned long long)(ns / 1000000 % 1000));
}
