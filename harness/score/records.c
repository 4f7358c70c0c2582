// SPDX-License-Identifier: GPL-2.0
/*
 * Result records from the results console. The bytes are a guest's: nothing is
 * believed that its CRC does not cover.
 */
#include "score/records.h"

#include "lib/record.h"
#include "lib/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define ERRORS_TOLD 5

static void __attribute__((format(printf, 2, 3)))
error(struct records *r, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	if (r->bad++ >= ERRORS_TOLD)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	r->error(r->ctx, text);
}

/*
 * 0 or -errno of record_parse(), which takes a string: a line with a NUL in it
 * is not a record, whatever stands before the NUL, nor is one that is too long.
 */
static int parse(char copy[RECORD_LINE_MAX], const char *line, size_t len,
		 unsigned long *seq, const char **text)
{
	if (len >= RECORD_LINE_MAX || memchr(line, 0, len))
		return -ENOMSG;
	memcpy(copy, line, len);
	copy[len] = '\0';
	return record_parse(copy, seq, text);
}

static void record_line(void *ctx, const char *line, size_t len, bool cut)
{
	struct records *r = ctx;
	char text[RECORD_TEXT_MAX + 1], copy[RECORD_LINE_MAX];
	const char *raw;
	unsigned long seq;
	int ret;

	if (r->lines.piece)
		return;
	if (cut) {
		error(r,
		      "a record longer than %d bytes where number %lu was due",
		      LINE_LEN, r->next);
		return;
	}
	ret = parse(copy, line, len, &seq, &raw);
	if (ret) {
		text_clean(text, 60, line, len);
		error(r, "%s where record %lu was due: \"%s\"",
		      ret == -EBADMSG ? "bad checksum" : "garbage", r->next,
		      text);
		return;
	}
	if (seq > r->next)
		error(r, "gap: record %lu follows record %lu", seq,
		      r->next - 1);
	else if (seq < r->next)
		error(r, "record %lu again after record %lu", seq,
		      r->next - 1);
	if (seq < r->next)
		return;
	r->next = seq + 1;
	text_clean(text, sizeof(text), raw, strlen(raw));
	r->text(r->ctx, text);
}

void records_init(struct records *r, void (*text)(void *, const char *),
		  void (*error)(void *, const char *), void *ctx)
{
	memset(r, 0, sizeof(*r));
	r->text = text;
	r->error = error;
	r->ctx = ctx;
	r->next = 1;
	lines_init(&r->lines, record_line, r);
}

void records_feed(struct records *r, const char *data, size_t n)
{
	lines_feed(&r->lines, data, n);
}

void records_end(struct records *r)
{
	if (r->lines.len)
		error(r, "the last record, number %lu, is cut short", r->next);
}
