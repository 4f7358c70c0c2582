// SPDX-License-Identifier: GPL-2.0
/* Lines, printable copies and UTF-8, with every byte at every place. */
#include "lib/text.h"
#include "test.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char got[400][LINE_LEN + 1];
static int n_got, n_cut;
static struct lines l;

static void on_line(void *ctx, const char *text, size_t len, bool cut)
{
	(void)ctx;
	ck_assert_uint_le(len, LINE_LEN);
	ck_assert_int_lt(n_got, 400);
	memcpy(got[n_got], text, len);
	got[n_got++][len] = '\0';
	n_cut += cut;
}

START_TEST(line_splitting)
{
	static char big[1 << 20];
	size_t sum = 0;

	memset(big, 'x', sizeof(big));
	lines_init(&l, on_line, NULL);
	lines_feed(&l, "a", 1);
	lines_feed(&l, "b\nc", 3);
	ck_assert_int_eq(n_got, 1);
	ck_assert_str_eq(got[0], "ab");
	lines_feed(&l, big, sizeof(big));
	lines_feed(&l, "\n\nend", 5);
	/* a line in pieces that overlap */
	ck_assert_int_eq(n_got, n_cut + 3);
	for (int i = 1; i < n_got - 1; i++)
		sum += strlen(got[i]);
	ck_assert_uint_eq(sum - (size_t)n_cut * LINE_OVERLAP, sizeof(big) + 1);
	ck_assert_str_eq(got[n_got - 1], "");
	ck_assert(lines_end(&l));
	ck_assert_str_eq(got[n_got - 1], "end");
	ck_assert(!lines_end(&l));
}
END_TEST

START_TEST(cleaning)
{
	char out[8], all[300], clean[300];

	text_clean(out, sizeof(out), "a\0b\033\x80\tzzz", 9);
	ck_assert_str_eq(out, "a?b?? z");
	/* each byte, at each place in a word */
	for (int at = 0; at < 4; at++) {
		memset(all, 'x', sizeof(all));
		for (int c = 0; c < 256; c++)
			all[at + c] = c;
		text_clean(clean, sizeof(clean), all, at + 256);
		for (int c = 0; c < 256; c++)
			ck_assert_int_eq(clean[at + c],
					 c == '\t' ? ' ' :
					 c < 0x20 || c > 0x7e ? '?' : c);
	}
	/* and alone between others */
	for (int i = 0; i < 4 * 256; i++) {
		memset(all, 'x', 8);
		all[i % 4] = i / 4;
		text_clean(clean, sizeof(clean), all, 8);
		for (int k = 0; k < 8; k++)
			ck_assert(clean[k] >= 0x20 && clean[k] <= 0x7e);
		ck_assert(i / 4 < 0x20 || i / 4 > 0x7e ||
			  clean[i % 4] == i / 4);
	}
}
END_TEST

struct utf8 {
	const char *in, *out;
};

/* Every kind of character, and every way of not being one. */
static const struct utf8 utf8s[] = {
	{ "тест_а 名 é €", "тест_а 名 é €" },
	{ "a\xf0\x9f\x98\x80z", "a\xf0\x9f\x98\x80z" },
	{ "\xc2\xa0 \xed\x9f\xbf \xee\x80\x80 \xf4\x8f\xbf\xbd",
	  "\xc2\xa0 \xed\x9f\xbf \xee\x80\x80 \xf4\x8f\xbf\xbd" },
	{ "t\xe9st", "t?st" },				/* Latin-1 */
	{ "\xc0\xaf \xe0\x80\xaf \xf0\x80\x80\xaf", "?? ??? ????" },
	{ "\xc3 \xe2\x82 \xf0\x9f\x98", "? ?? ???" },	/* cut short */
	{ "\x80\xbf \xfe\xff", "?? ??" },
	{ "\xed\xa0\x80 \xf4\x90\x80\x80 \xf8\x88\x80\x80\x80",
	  "??? ???? ?????" },
	/* what terminals or XML take for more than a character */
	{ "\xc2\x9b" "31m \xc2\x85", "??31m ??" },
	{ "\xe2\x80\xae \xe2\x80\xa8 \xef\xbb\xbf", "??? ??? ???" },
	{ "\xef\xbf\xbe \xf0\x9f\xbf\xbf", "??? ????" },
};

START_TEST(utf8)
{
	const struct utf8 *u = &utf8s[_i];
	char out[100], in[100], text[100];
	char *shown;

	/* at each place of a word */
	for (int at = 0; at < 8; at++) {
		snprintf(in, sizeof(in), "%.*s%s", at, "xxxxxxxx", u->in);
		ck_assert_int_eq(text_clean(out, sizeof(out), in, strlen(in)),
				 strcmp(u->in, u->out) != 0);
		ck_assert_str_eq(out + at, u->out);
	}
	snprintf(in, sizeof(in), "%s\n\t\x1b%s", u->in, u->in);
	snprintf(text, sizeof(text), "%s\n\t?%s", u->out, u->out);
	shown = text_shown(in);
	ck_assert_str_eq(shown, text);
	free(shown);
}
END_TEST

/* Whatever the room, no character is cut in two. */
START_TEST(utf8_cuts)
{
	const char *in = "aéb€c\xf0\x9f\x98\x80" "d";
	const char *whole[] = { "", "a", "a", "aé", "aéb", "aéb", "aéb", "aéb€",
				"aéb€c", "aéb€c", "aéb€c", "aéb€c",
				"aéb€c\xf0\x9f\x98\x80", in };
	char out[40];

	for (size_t n = 0; n <= strlen(in); n++) {
		text_copy(out, n + 1, in);
		ck_assert_str_eq(out, whole[n]);
		text_clean(out, n + 1, in, strlen(in));
		ck_assert_str_eq(out, whole[n]);
		snprintf(out, n + 1, "%s", in);
		text_whole(out);
		ck_assert_str_eq(out, whole[n]);
	}
	/* no UTF-8: nothing to spare */
	text_copy(out, 5, "\x80\x80\x80\x80\x80\x80");
	ck_assert_str_eq(out, "\x80\x80\x80\x80");
}
END_TEST

TCase *text_cases(void)
{
	TCase *tc = tcase_create("text");

	tcase_add_test(tc, line_splitting);
	tcase_add_test(tc, cleaning);
	tcase_add_loop_test(tc, utf8, 0, sizeof(utf8s) / sizeof(*utf8s));
	tcase_add_test(tc, utf8_cuts);
	return tc;
}
