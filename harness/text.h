/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text from and about a guest: messages, printable copies, lines out of a byte
 * stream, printk prefixes.  Memory is bounded whatever the guest sends.
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

/*
 * Copies len bytes as printable ASCII (anything else becomes '?'), cut to
 * size - 1 bytes, always terminated.
 */
void text_clean(char *dst, size_t size, const char *src, size_t len);

/* Copies a string, cut to size - 1 bytes. */
void text_copy(char *dst, size_t size, const char *src);

/*
 * The text behind a printk prefix: "<6>", "[    1.234567] ", "[    T1] " in
 * any combination that printk makes.  stamp (may be NULL) gets microseconds,
 * or -1 when the line has no time stamp.
 */
const char *text_unstamp(const char *line, int64_t *stamp);

/* The first time stamp after the start of line, or NULL. */
const char *text_inner_stamp(const char *line);

/*
 * Lines of a byte stream.  A line is handed over without its newline and is
 * terminated, but may hold NULs; one longer than LINE_LEN is handed over cut,
 * once.
 */
#define LINE_LEN 4000

struct lines {
	void (*line)(void *ctx, const char *text, size_t len, bool cut);
	void *ctx;
	size_t len;
	bool cut;
	char buf[LINE_LEN + 1];
};

void lines_init(struct lines *l,
		void (*line)(void *, const char *, size_t, bool), void *ctx);
void lines_feed(struct lines *l, const char *data, size_t n);
/* Hands over a last line without newline; true when there was one. */
bool lines_end(struct lines *l);

/* "1.234 s" */
void text_seconds(char *dst, size_t size, uint64_t ns);

#endif
