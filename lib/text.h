/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text from and about a guest: messages, printable copies, lines out of a byte
 * stream.  Memory is bounded whatever the guest sends.
 */
#ifndef HARNESS_TEXT_H
#define HARNESS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What went wrong, for the user: one sentence without the "lgcheck: ". */
struct message {
	char text[1024];
};

/* Fills in the message; returns -code, so that errors read as one line. */
int message_set(struct message *m, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Prints "lgcheck: " and the message on stderr, after stdout; returns status. */
int message_tell(const struct message *m, int status);

/*
 * Copies len bytes as printable UTF-8 (a byte of anything else becomes '?'), cut
 * to size - 1 bytes, always terminated.  True if that changed a byte.
 */
bool text_clean(char *dst, size_t size, const char *src, size_t len);
/* The same of a text with lines, which stay: fit for JSON and XML.  Or NULL. */
char *text_shown(const char *src);

/* Copies a string, cut to size - 1 bytes; no character is cut in two. */
void text_copy(char *dst, size_t size, const char *src);
/* Takes away half a character at the end, which snprintf() may have left. */
void text_whole(char *s);

/*
 * Lines of a byte stream, without their newlines, not terminated; they may
 * hold NULs.  One longer than LINE_LEN comes in pieces; each but the last is
 * cut, each but the first (lines.piece is then not 0) starts with the last
 * LINE_OVERLAP bytes of the one before, so that what is looked for is whole in
 * one of them.
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
/* Hands over a last line without newline; true if there was one. */
bool lines_end(struct lines *l);

/* "1.234 s" */
void text_seconds(char *dst, size_t size, uint64_t ns);

#endif
