/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The scripted console: "expect" waits for bytes of the guest's output, "send"
 * types. It matches a byte stream: the expected text may come in any number of
 * pieces, anywhere in a line, and need not end one. The guest's carriage
 * returns are skipped.
 */
#ifndef HARNESS_SCORE_SCRIPT_H
#define HARNESS_SCORE_SCRIPT_H

#include "suite/suite.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct script_ops {
	void (*send)(void *ctx, const unsigned char *text, size_t len);
	/* the expect step number i, from 0, has been met */
	void (*met)(void *ctx, unsigned i);
};

struct script {
	const struct script_step *steps;
	unsigned n;
	unsigned at;		/* current step; n: all done */
	size_t matched;		/* bytes of the current step's text */
	bool heard;		/* the guest printed since this step began */
	unsigned char fail[SCRIPT_TEXT];	/* of the current text */
	const struct script_ops *ops;
	void *ctx;
};

void script_init(struct script *s, const struct script_step *steps, unsigned n,
		 const struct script_ops *ops, void *ctx);
/* Runs the steps that need no output; call it once when the guest starts. */
void script_start(struct script *s);
void script_feed(struct script *s, const char *data, size_t n);
bool script_done(const struct script *s);
/* The step waited for, or NULL. */
const struct script_step *script_step(const struct script *s);
/* "step 3 expect \"text\"", printable */
void script_name(const struct script *s, unsigned i, char *out, size_t size);

#endif
