// SPDX-License-Identifier: GPL-2.0
/*
 * KTAP in a log that the kernel and programs share.
 *
 * A program writes "ok 3 na", printk appends a whole line of its own, and then
 * comes the program's "me". A time stamp inside a line shows where that
 * happened: what stands before it waits for its rest, however many lines the
 * kernel prints meanwhile. Without stamps, the number or the plan gives away a
 * missing or garbled result. Only "not " and "ok 3 name" torn apart would look
 * right, and such a result is reported as an error, never believed.
 */
#include "lib/contract.h"
#include "lib/text.h"
#include "score/ktap.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Could a KTAP line start like this? */
static bool looks_like_head(const char *s)
{
	static const char *const starts[] = {
		"ok ",		 "not ok ",	 "# ",	      "1..",
		"KTAP version ", "TAP version ", "Bail out!", INIT_SAYS,
	};

	s += strspn(s, " ");
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
		size_t a = strlen(s), b = strlen(starts[i]);

		if (a && !strncmp(s, starts[i], a < b ? a : b))
			return true;
	}
	return false;
}

/* A "not " alone may be the first half of a "not ok". */
static void note_not(struct ktap *k, const char *text, bool kernel, bool joined)
{
	struct ktap_torn *t = &k->torn;

	while (*text == ' ')
		text++;
	if (text[0] != 'n' || !text_after(text, "not "))
		return;
	/* With stamps, we see where a program could not finish its line. */
	if (t->stamped && !kernel && !joined)
		return;
	t->not_seen = true;
	t->not_kernel = kernel;
}

/* Takes a line that came whole, or that we have put together. */
static void take(struct ktap *k, const char *text, bool kernel, bool joined)
{
	struct ktap_torn *t = &k->torn;
	unsigned results = k->results, n;
	const char *said = text_after(text, INIT_SAYS);
	bool ok;

	/* Init repeats on this console what it says on the results console. */
	if (said)
		text = said;
	k->kernel = kernel;
	if (!ktap_line(k, text)) {
		if (k->started)
			note_not(k, text, kernel, joined);
		return;
	}
	if (results == k->results)
		return;
	if (t->not_seen && ktap_is_result(text, &ok, &n) && ok &&
	    (!t->stamped || !t->not_kernel || !kernel))
		ktap_error(k,
			   "\"%.60s\" may be the rest of a \"not ok\" that another line was written into",
			   text + strspn(text, " "));
	t->not_seen = false;
}

/* The head is complete, and the line is the result that follows it. */
static bool follows(const char *head, const char *line)
{
	unsigned a, b;
	bool ok;

	return ktap_is_result(head, &ok, &a) && ktap_is_result(line, &ok, &b) &&
	       a && b == a + 1;
}

/*
 * A program's line, whole or up to the kernel's stamp in it (cut), joined to
 * the head that waits for it.
 */
static void take_program(struct ktap *k, const char *text, bool cut)
{
	char joined[LINE_LEN + LINE_OVERLAP];
	char *head = k->torn.head;
	bool join = head[0];

	if (join && follows(head, text)) {
		snprintf(joined, sizeof(joined), "%s", head);
		head[0] = '\0';
		take(k, joined, false, true);
		join = false;
	}
	if (join) {
		snprintf(joined, sizeof(joined), "%s%s", head, text);
		head[0] = '\0';
		text = joined;
	}
	if (cut && k->started && strlen(text) < sizeof(k->torn.head) &&
	    looks_like_head(text))
		text_copy(head, sizeof(k->torn.head), text);
	else
		take(k, text, false, join || cut);
}

void ktap_console(struct ktap *k, const struct text_line *t)
{
	char before[LINE_LEN + 1];
	const char *text = t->text;
	struct text_line inner;

	if (t->stamp >= 0 || t->inner)
		k->torn.stamped = true;
	if (t->inner) {
		text_copy(before, sizeof(before), text);
		before[t->inner - text] = '\0';
		text = before;
	}
	if (t->middle)
		;	/* the part of a line after its first LINE_LEN bytes */
	else if (t->kernel)
		take(k, text, true, false);
	else
		take_program(k, text, t->inner);
	if (t->inner) {
		text_inner(t, &inner);
		take(k, inner.text, true, false);
	}
}
