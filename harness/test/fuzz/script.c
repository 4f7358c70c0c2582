// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzes the scripted console. The input up to the first NUL is the expected
 * texts, one per line; the rest is what the guest prints. The plainest matcher
 * there is runs beside it and must agree.
 */
#include "score/script.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define STEPS 8

static unsigned met;

static void on_send(void *ctx, const unsigned char *text, size_t len)
{
	(void)ctx;
	(void)text;
	(void)len;
}

static void on_met(void *ctx, unsigned i)
{
	(void)ctx;
	if (i != met++)
		abort();
}

static unsigned read_steps(struct script_step *steps, const uint8_t *p,
			   const uint8_t *end)
{
	unsigned n = 0;

	while (p < end && n < STEPS) {
		const uint8_t *nl = memchr(p, '\n', end - p);
		size_t len = (nl ? nl : end) - p;

		if (len > 0 && len <= SCRIPT_TEXT && !memchr(p, '\r', len)) {
			memcpy(steps[n].text, p, len);
			steps[n++].len = len;
		}
		p += len + 1;
	}
	return n;
}

/* Counts the steps that are met, by looking everywhere. */
static unsigned plainly(const struct script_step *steps, unsigned n,
			const uint8_t *data, size_t size)
{
	uint8_t *text = malloc(size + 1);
	size_t len = 0, from = 0;
	unsigned i = 0;

	for (size_t k = 0; k < size; k++)
		if (data[k] != '\r')
			text[len++] = data[k];
	for (; i < n; i++) {
		uint8_t *p = memmem(text + from, len - from, steps[i].text,
				    steps[i].len);

		if (!p)
			break;
		from = p - text + steps[i].len;
	}
	free(text);
	return i;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct script_ops ops = { .send = on_send, .met = on_met };
	struct script_step steps[STEPS] = { { .send = false } };
	const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
	const uint8_t *out = nul ? nul + 1 : data + size;
	unsigned n = nul ? read_steps(steps, data, nul) : 0;
	size_t len = size - (out - data);
	struct script s;

	met = 0;
	script_init(&s, steps, n, &ops, NULL);
	script_start(&s);
	for (size_t at = 0; at < len; at += 7)
		script_feed(&s, (const char *)out + at,
			    len - at < 7 ? len - at : 7);
	if (met != plainly(steps, n, out, len) || script_done(&s) != (met == n))
		abort();
	return 0;
}
