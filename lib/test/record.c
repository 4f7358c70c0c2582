// SPDX-License-Identifier: GPL-2.0
/* Result records: what is formatted parses; what was damaged does not. */
#include "lib/record.h"
#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned long seq;
static const char *text;

/* Format, cut the newline off, parse. */
static int round_trip(char *line, unsigned long number, const char *what)
{
	size_t len = record_format(line, number, what);

	ck_assert_uint_eq(len, strlen(line));
	ck_assert_uint_lt(len, RECORD_LINE_MAX);
	ck_assert_int_eq(line[len - 1], '\n');
	line[len - 1] = '\0';
	return record_parse(line, &seq, &text);
}

START_TEST(crc)
{
	/* The check value that every table of CRCs lists for CRC-32. */
	ck_assert_uint_eq(record_crc32(0, "123456789", 9), 0xcbf43926);
	ck_assert_uint_eq(record_crc32(0, "", 0), 0);
	ck_assert_uint_eq(record_crc32(record_crc32(0, "1234", 4), "56789", 5),
			  0xcbf43926);
}
END_TEST

START_TEST(known_line)
{
	char line[RECORD_LINE_MAX];

	/* crc32 of "1 KTAP version 1", by another program */
	record_format(line, 1, "KTAP version 1");
	ck_assert_str_eq(line, "lg 1 fc1e8f1f KTAP version 1\n");
}
END_TEST

START_TEST(there_and_back)
{
	char line[RECORD_LINE_MAX];

	ck_assert_int_eq(round_trip(line, 1, "KTAP version 1"), 0);
	ck_assert_uint_eq(seq, 1);
	ck_assert_str_eq(text, "KTAP version 1");
	ck_assert_int_eq(round_trip(line, 999999999, "ok 7 a # SKIP b"), 0);
	ck_assert_uint_eq(seq, 999999999);
	ck_assert_str_eq(text, "ok 7 a # SKIP b");
	ck_assert_int_eq(round_trip(line, 2, ""), 0);
	ck_assert_str_eq(text, "");
	ck_assert_int_eq(round_trip(line, 3, " two  blanks "), 0);
	ck_assert_str_eq(text, " two  blanks ");
}
END_TEST

START_TEST(control_bytes)
{
	char line[RECORD_LINE_MAX];

	ck_assert_int_eq(round_trip(line, 4, "a\nb\rc\x1b[0m\x7f d\xc3\xa9"), 0);
	ck_assert_str_eq(text, "a?b?c?[0m? d\xc3\xa9");
}
END_TEST

START_TEST(long_text)
{
	char line[RECORD_LINE_MAX], big[2 * RECORD_TEXT_MAX];

	memset(big, 'x', sizeof(big));
	big[sizeof(big) - 1] = '\0';
	ck_assert_int_eq(round_trip(line, 4000000000UL, big), -EPROTO);
	ck_assert_int_eq(round_trip(line, 5, big), 0);
	ck_assert_uint_eq(strlen(text), RECORD_TEXT_MAX);
}
END_TEST

/* Every single-byte change of a record must be noticed. */
START_TEST(damage)
{
	char line[RECORD_LINE_MAX], copy[RECORD_LINE_MAX];
	size_t i, len;
	int c;

	ck_assert_int_eq(round_trip(line, 12, "ok 3 fork"), 0);
	len = strlen(line);
	for (i = 0; i < len; i++) {
		for (c = 1; c < 256; c++) {
			strcpy(copy, line);
			if (copy[i] == (char)c)
				continue;
			copy[i] = c;
			ck_assert_int_ne(record_parse(copy, &seq, &text), 0);
		}
	}
	for (i = 0; i < len; i++) {
		strcpy(copy, line);
		copy[i] = '\0';
		ck_assert_int_ne(record_parse(copy, &seq, &text), 0);
		memmove(copy + i, line + i + 1, len - i);
		ck_assert_int_ne(record_parse(copy, &seq, &text), 0);
	}
}
END_TEST

START_TEST(not_records)
{
	ck_assert_int_eq(record_parse("", &seq, &text), -ENOMSG);
	ck_assert_int_eq(record_parse("ok 1 a", &seq, &text), -ENOMSG);
	ck_assert_int_eq(record_parse("lg", &seq, &text), -ENOMSG);
	ck_assert_int_eq(record_parse("lg ", &seq, &text), -EPROTO);
	ck_assert_int_eq(record_parse("lg 1", &seq, &text), -EPROTO);
	ck_assert_int_eq(record_parse("lg 1 ", &seq, &text), -EPROTO);
	ck_assert_int_eq(record_parse("lg -1 00000000 a", &seq, &text),
			 -EPROTO);
	ck_assert_int_eq(record_parse("lg 0 00000000 a", &seq, &text), -EPROTO);
	ck_assert_int_eq(record_parse("lg 1 0000000 a", &seq, &text), -EPROTO);
	ck_assert_int_eq(record_parse("lg 1 0000000g a", &seq, &text),
			 -EPROTO);
	ck_assert_int_eq(record_parse("lg 1 000000000 a", &seq, &text),
			 -EPROTO);
	ck_assert_int_eq(record_parse("lg 1 00000000", &seq, &text), -EPROTO);
	ck_assert_int_eq(record_parse("lg 1 00000000 a", &seq, &text),
			 -EBADMSG);
}
END_TEST

TCase *record_cases(void)
{
	TCase *tc = tcase_create("record");

	tcase_add_test(tc, crc);
	tcase_add_test(tc, known_line);
	tcase_add_test(tc, there_and_back);
	tcase_add_test(tc, control_bytes);
	tcase_add_test(tc, long_text);
	tcase_add_test(tc, damage);
	tcase_add_test(tc, not_records);
	return tc;
}
