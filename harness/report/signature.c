// SPDX-License-Identifier: GPL-2.0
/* Makes signatures of failures. Texts are a guest's and printable already. */
#include "report/signature.h"

#include "lib/text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* A number is hexadecimal with 0x, eight hex digits or more, or decimal. */
static size_t number_len(const char *p)
{
	size_t n = strspn(p, "0123456789"), hex;

	if (p[0] == '0' && p[1] == 'x' && isxdigit((unsigned char)p[2]))
		return 2 + strspn(p + 2, "0123456789abcdefABCDEF");
	hex = strspn(p, "0123456789abcdef");
	if (hex >= 8 && !is_word(p[hex]))
		return hex;
	if (n && p[n] == '.' && isdigit((unsigned char)p[n + 1]))
		return n + 1 + strspn(p + n + 1, "0123456789");
	return n;
}

void signature_make(enum verdict v, const char *reason, char *out, size_t size)
{
	size_t at = snprintf(out, size, "%s: ", verdict_name(v));
	const char *p = reason;
	char last = ' ';

	for (; *p && at + 1 < size; last = p[-1]) {
		/* Digits inside a name stay: foo2bar, ext4. */
		size_t n = is_word(last) ? 0 : number_len(p);

		if (v == VERDICT_HANG &&
		    (*p == ';' || text_after(p, " within ")))
			break;
		if (n) {
			out[at++] = 'N';
			p += n;
		} else if (*p == ' ' && last == ' ') {
			p++;
		} else {
			out[at++] = *p++;
		}
	}
	while (at && out[at - 1] == ' ')
		at--;
	out[at] = '\0';
	text_whole(out);
}

static const struct crash_note *crash_of(const struct score *s,
					 const char *test)
{
	for (unsigned i = 0; i < s->n_crashes; i++)
		if (!strcmp(s->crashes[i].test, test) &&
		    !score_crash_allowed(s, &s->crashes[i]))
			return &s->crashes[i];
	return NULL;
}

void signature_test(const struct outcome *o, const struct test *t, char *out,
		    size_t size)
{
	const struct crash_note *c = t->verdict == VERDICT_CRASH ?
					     crash_of(&o->score, t->name) :
					     NULL;

	signature_make(t->verdict, c ? c->title : t->reason ? t->reason : "",
		       out, size);
}

bool signature_suite(const struct outcome *o, char *out, size_t size)
{
	const struct crash_note *c = NULL;

	if (o->verdict < VERDICT_FAIL)
		return false;
	if (outcome_by_test(o))
		for (unsigned i = 0; i < o->score.n_tests; i++)
			if (o->score.tests[i].verdict == o->verdict)
				return false;
	if (o->verdict == VERDICT_CRASH && o->ran)
		c = crash_of(&o->score, "");
	signature_make(o->verdict, c ? c->title : o->reason, out, size);
	return true;
}
