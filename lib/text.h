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

/* A line of a console log, taken apart; all point into the line. */
struct text_line {
	const char *line;
	/*
	 * Behind what printk puts in front ("<6>", "[    1.234567] ",
	 * "[    T1] "), and before that dmesg, syslog, the journal, netconsole
	 * or a serial logger.
	 */
	const char *text;
	bool kernel;		/* a prefix says that the kernel wrote it */
	bool middle;		/* not the start of a line: see struct lines */
	int64_t stamp;		/* printk's, in microseconds; or -1 */
	/* printk's stamp inside text: a line of its own written into this */
	const char *inner;
};

void text_line(struct text_line *t, const char *line);
/* The text behind a stamp that text_line() found inside. */
const char *text_inner(const struct text_line *t);

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

/*
 * A line of a console log out of struct lines, as a terminal shows it: NULs
 * are nothing, carriage returns at the end neither.  line gets the text.
 */
void text_console(struct text_line *t, char line[LINE_LEN + 1],
		  const char *raw, size_t len, size_t piece, bool cut);

/* "1.234 s" */
void text_seconds(char *dst, size_t size, uint64_t ns);

#endif
