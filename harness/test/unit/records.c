// SPDX-License-Identifier: GPL-2.0
#include "lib/record.h"
#include "score/records.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

static char good[2000], bad[4000];

static void on_text(void *ctx, const char *text)
{
	(void)ctx;
	strcat(good, text);
	strcat(good, "|");
}

static void on_error(void *ctx, const char *what)
{
	(void)ctx;
	strcat(bad, what);
	strcat(bad, "|");
}

static struct records r;

static void set_up(void)
{
	good[0] = bad[0] = '\0';
	records_init(&r, on_text, on_error, NULL);
}

static void feed(unsigned long seq, const char *text)
{
	char line[RECORD_LINE_MAX];

	records_feed(&r, line, record_format(line, seq, text));
}

static void check(const char *want, const char *error)
{
	records_end(&r);
	ck_assert_str_eq(good, want);
	if (error)
		ck_assert_msg(strstr(bad, error) != NULL, "\"%s\"", bad);
	else
		ck_assert_str_eq(bad, "");
}

START_TEST(fine)
{
	char line[RECORD_LINE_MAX];
	size_t n;

	feed(1, "KTAP version 1");
	n = record_format(line, 2, "ok 1 sch\xc3\xb6n");
	for (size_t i = 0; i < n; i++)
		records_feed(&r, line + i, 1);
	check("KTAP version 1|ok 1 schön|", NULL);
}
END_TEST

START_TEST(gap)
{
	feed(1, "a");
	feed(3, "c");
	check("a|c|", "gap: record 3 follows record 1");
}
END_TEST

START_TEST(repeated)
{
	feed(1, "a");
	feed(1, "a");
	feed(2, "b");
	check("a|b|", "record 1 again after record 1");
}
END_TEST

START_TEST(bad_crc)
{
	char line[RECORD_LINE_MAX];
	size_t n = record_format(line, 1, "ok 1 x");

	line[n - 2] = 'y';
	records_feed(&r, line, n);
	check("", "bad checksum where record 1 was due");
}
END_TEST

START_TEST(not_started_at_one)
{
	feed(2, "b");
	check("b|", "gap: record 2 follows record 0");
}
END_TEST

START_TEST(garbage)
{
	feed(1, "a");
	records_feed(&r, "hello\033[2J\n", 10);
	records_feed(&r, "lg 2 nonsense\n", 14);
	feed(2, "b");
	check("a|b|", "garbage where record 2 was due: \"hello?[2J\"");
	ck_assert_uint_eq(r.bad, 2);
}
END_TEST

START_TEST(nul_inside)
{
	char line[RECORD_LINE_MAX];
	size_t n = record_format(line, 1, "ok 1 x");

	memcpy(line + n - 1, "\0more\n", 6);
	records_feed(&r, line, n + 5);
	check("", "garbage");
}
END_TEST

START_TEST(cut_short)
{
	char line[RECORD_LINE_MAX];
	size_t n = record_format(line, 2, "ok 1 x");

	feed(1, "a");
	records_feed(&r, line, n - 1);
	check("a|", "the last record, number 2, is cut short");
}
END_TEST

START_TEST(endless_line)
{
	static char big[1 << 20];

	memset(big, 'x', sizeof(big));
	records_feed(&r, big, sizeof(big));
	records_feed(&r, "\n", 1);
	feed(1, "a");
	check("a|", "longer than");
}
END_TEST

START_TEST(many_errors)
{
	for (int i = 0; i < 100000; i++)
		records_feed(&r, "x\n", 2);
	check("", "garbage");
	ck_assert_uint_eq(r.bad, 100000);
}
END_TEST

TCase *records_cases(void)
{
	TCase *tc = tcase_create("records");

	tcase_add_checked_fixture(tc, set_up, NULL);
	tcase_add_test(tc, fine);
	tcase_add_test(tc, gap);
	tcase_add_test(tc, repeated);
	tcase_add_test(tc, bad_crc);
	tcase_add_test(tc, not_started_at_one);
	tcase_add_test(tc, garbage);
	tcase_add_test(tc, nul_inside);
	tcase_add_test(tc, cut_short);
	tcase_add_test(tc, endless_line);
	tcase_add_test(tc, many_errors);
	return tc;
}
