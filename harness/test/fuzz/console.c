// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzes the score: a console log up to its verdict, scored in each way. The
 * first byte chooses the way; result records, if any, follow the first byte
 * 0xff. Checks what must hold for every verdict.
 */
#include "score/score.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const struct script_step steps[] = {
	{ .text = "login: ", .len = 7, .limit = 1 },
	{ .send = true, .text = "root\n", .len = 5 },
	{ .text = "# ", .len = 2, .limit = 1 },
};

static void on_done(void *ctx, const struct test *t)
{
	(void)ctx;
	if (!t->done || !t->name)
		abort();
}

static void on_send(void *ctx, const unsigned char *text, size_t len)
{
	(void)ctx;
	(void)text;
	(void)len;
}

/* A pass has results, all of them good, and nothing speaks against it. */
static void check_pass(const struct score *s)
{
	bool passed = false;

	if (s->n_errors)
		abort();
	for (unsigned i = 0; i < s->n_crashes; i++)
		if (!score_crash_allowed(s, &s->crashes[i]))
			abort();
	for (unsigned i = 0; i < s->n_tests; i++) {
		passed |= s->tests[i].verdict == VERDICT_PASS;
		if (s->tests[i].verdict >= VERDICT_FAIL)
			abort();
	}
	if (!passed || (s->suite->score != SCORE_SCRIPT && s->plan <= 0))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct score_ops ops = { .test_done = on_done };
	struct ending ending = { .how = END_EXIT, .busy = -1 };
	static char *allows[] = { "WARNING at *known" };
	static struct suite_splat splats[] = { { "s.*", "WARNING", 0 } };
	struct suite suite = { .name = "fuzz", .file = "fuzz" };
	const uint8_t *records;
	struct score s;
	size_t n, chunk;

	if (size < 2)
		return 0;
	suite.score = data[0] % 3;
	ending.how = data[0] / 3 % (END_LOG + 1);
	ending.number = data[0] / 32;
	chunk = data[1] + 1;
	data += 2;
	size -= 2;
	if (data[-2] & 1) {
		suite.allows = allows;
		suite.splats = splats;
		suite.n_allows = suite.n_splats = 1;
	}
	if (suite.score == SCORE_SCRIPT) {
		suite.steps = (struct script_step *)steps;
		suite.n_steps = 3;
	}
	records = memchr(data, 0xff, size);
	n = records ? (size_t)(records - data) : size;
	score_init(&s, &suite, &ops, NULL);
	score_start(&s, on_send, NULL);
	for (size_t at = 0; at < n; at += chunk)
		score_console(&s, (const char *)data + at,
			      n - at < chunk ? n - at : chunk, at);
	if (records && size > n + 1)
		score_records(&s, (const char *)records + 1, size - n - 1, n);
	score_end(&s, &ending, size);
	score_judge(&s);
	if (s.verdict == VERDICT_PASS &&
	    (ending.how == END_EXIT || ending.how == END_LOG))
		check_pass(&s);
	score_free(&s);
	return 0;
}
