// SPDX-License-Identifier: GPL-2.0
/* What machines have in common. */
#include "run/machine.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void command_word(struct command_line *c, const char *fmt, ...)
{
	char *word = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&word, fmt, ap) < 0)
		word = NULL;
	va_end(ap);
	if (!word || c->n == MACHINE_WORDS) {
		c->error = word ? -E2BIG : -ENOMEM;
		free(word);
		return;
	}
	c->word[c->n++] = word;
	c->word[c->n] = NULL;
}

void command_free(struct command_line *c)
{
	while (c->n)
		free(c->word[--c->n]);
}

void machine_kernel_words(struct command_line *c, const struct suite *s)
{
	command_word(c, "panic=-1");
	if (s->score != SCORE_KTAP)
		command_word(c, "kunit.enable=0");
	command_word(c, "lgcheck.time=%lld", (long long)time(NULL));
	if (s->append)
		command_word(c, "%s", s->append);
	/* Kernels know one pattern: with several, run all tests. */
	if (s->n_only == 1)
		command_word(c, "%s%s", s->filter, s->only[0]);
}
