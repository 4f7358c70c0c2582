/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text from and about a guest: messages, printable copies, lines out of a byte
 * stream. Whatever the guest sends, memory is bounded.
 */
#ifndef LIB_TEXT_H
#define LIB_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Copies len bytes as printable UTF-8 (every other byte becomes '?'), cut to
 * size - 1 bytes and always terminated. True if that changed a byte.
 */
bool text_clean(char *dst, size_t size, const char *src, size_t len);
/* The same, but keeps newlines: fit for JSON and XML. Allocated, or NULL. */
char *text_shown(const char *src);

/* Copies a string, at most size - 1 bytes; never cuts a character in two. */
void text_copy(char *dst, size_t size, const char *src);
/* Removes half a character at the end, as snprintf() may leave it. */
void text_whole(char *s);

/* What follows head in text, or NULL if text does not begin with it. */
static inline const char *text_after(const char *text, const char *head)
{
	for (; *head; head++, text++)
		if (*text != *head)
			return NULL;
	return text;
}

/*
 * Cuts a byte stream into lines, without their newlines, not terminated; they
 * may contain NULs. A line longer than LINE_LEN comes in pieces. Each piece but
 * the first (lines.piece counts from 0) repeats the last LINE_OVERLAP bytes of
 * the one before, so that a search finds its words whole in one of them.
 */
#define LINE_LEN 4000
#define LINE_OVERLAP 400

struct lines {
	void (*line)(void *ctx, const char *text, size_t len, bool cut);
	void *ctx;
	size_t len;
	size_t piece;
	char buf[LINE_LEN];
};

void lines_init(struct lines *l,
		void (*line)(void *, const char *, size_t, bool), void *ctx);
void lines_feed(struct lines *l, const char *data, size_t n);
/* Hands over a last line that has no newline; true if there was one. */
bool lines_end(struct lines *l);

/* "1.234 s" */
void text_seconds(char *dst, size_t size, uint64_t ns);

#endif
