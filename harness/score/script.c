// SPDX-License-Identifier: GPL-2.0
/*
 * The scripted console, fed with the bytes of the log console. It does no I/O
 * itself. Matching is Knuth-Morris-Pratt: constant memory, and no byte is
 * looked at twice, whatever the guest prints.
 */
#include "score/script.h"

#include "lib/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* fail[i]: length of the longest proper prefix that also ends at i. */
static void step_prepare(struct script *s)
{
	const struct script_step *step = &s->steps[s->at];
	size_t k = 0;

	s->matched = 0;
	s->heard = false;
	s->fail[0] = 0;
	for (size_t i = 1; i < step->len; i++) {
		while (k && step->text[i] != step->text[k])
			k = s->fail[k - 1];
		if (step->text[i] == step->text[k])
			k++;
		s->fail[i] = k;
	}
}

/* Sends until it must wait for something. */
static void advance(struct script *s)
{
	for (; s->at < s->n && s->steps[s->at].send; s->at++)
		s->ops->send(s->ctx, s->steps[s->at].text,
			     s->steps[s->at].len);
	if (s->at < s->n)
		step_prepare(s);
}

void script_init(struct script *s, const struct script_step *steps, unsigned n,
		 const struct script_ops *ops, void *ctx)
{
	memset(s, 0, sizeof(*s));
	s->steps = steps;
	s->n = n;
	s->ops = ops;
	s->ctx = ctx;
}

void script_start(struct script *s)
{
	advance(s);
}

void script_feed(struct script *s, const char *data, size_t n)
{
	for (size_t i = 0; i < n && s->at < s->n; i++) {
		const struct script_step *step = &s->steps[s->at];
		unsigned char c = data[i];

		if (c == '\r')
			continue;
		s->heard = true;
		while (s->matched && c != step->text[s->matched])
			s->matched = s->fail[s->matched - 1];
		if (c == step->text[s->matched])
			s->matched++;
		if (s->matched < step->len)
			continue;
		s->ops->met(s->ctx, s->at++);
		advance(s);
	}
}

bool script_done(const struct script *s)
{
	return s->at == s->n;
}

const struct script_step *script_step(const struct script *s)
{
	return s->at < s->n ? &s->steps[s->at] : NULL;
}

void script_name(const struct script *s, unsigned i, char *out, size_t size)
{
	const struct script_step *step = &s->steps[i];
	char text[48];

	text_clean(text, sizeof(text), (const char *)step->text, step->len);
	snprintf(out, size, "step %u %s \"%s\"", i + 1,
		 step->send ? "send" : "expect", text);
}
