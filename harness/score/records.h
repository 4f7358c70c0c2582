/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The stream of result records (lib/record.h) on a console of its own. A record
 * that is lost, repeated, changed or added is noticed.
 */
#ifndef HARNESS_SCORE_RECORDS_H
#define HARNESS_SCORE_RECORDS_H

#include "lib/text.h"

#include <stddef.h>

struct records {
	/* a good record's text, printable */
	void (*text)(void *ctx, const char *text);
	/* what is wrong with the stream */
	void (*error)(void *ctx, const char *what);
	void *ctx;
	unsigned long next;	/* the number that must come next */
	unsigned bad;		/* errors so far; only the first few are reported */
	struct lines lines;
};

void records_init(struct records *r, void (*text)(void *, const char *),
		  void (*error)(void *, const char *), void *ctx);
void records_feed(struct records *r, const char *data, size_t n);
void records_end(struct records *r);

#endif
