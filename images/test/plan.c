// SPDX-License-Identifier: GPL-2.0
/* The parser of test plans. */
#include "plan.h"

#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct plan plan;
static char error[256];

static int parse(const char *text)
{
	static char copy[1 << 20];

	snprintf(copy, sizeof(copy), "%s", text);
	error[0] = '\0';
	return plan_parse(copy, &plan, error, sizeof(error));
}

static void refused(const char *text, const char *why)
{
	ck_assert_int_eq(parse(text), -EINVAL);
	ck_assert_msg(strstr(error, why), "\"%s\" lacks \"%s\"", error, why);
	ck_assert_uint_eq(plan.count, 0);
	ck_assert_ptr_null(plan.tests);
}

START_TEST(words)
{
	ck_assert_int_eq(parse("# first\n\na /bin/a\n  b\t/bin/b  one two \n"), 0);
	ck_assert_uint_eq(plan.count, 2);
	ck_assert_str_eq(plan.tests[0].name, "a");
	ck_assert_str_eq(plan.tests[0].argv[0], "/bin/a");
	ck_assert_ptr_null(plan.tests[0].argv[1]);
	ck_assert_str_eq(plan.tests[1].name, "b");
	ck_assert_str_eq(plan.tests[1].argv[0], "/bin/b");
	ck_assert_str_eq(plan.tests[1].argv[1], "one");
	ck_assert_str_eq(plan.tests[1].argv[2], "two");
	ck_assert_ptr_null(plan.tests[1].argv[3]);
	plan_free(&plan);
	ck_assert_uint_eq(plan.count, 0);
}
END_TEST

START_TEST(no_final_newline)
{
	ck_assert_int_eq(parse("a /a x"), 0);
	ck_assert_uint_eq(plan.count, 1);
	ck_assert_str_eq(plan.tests[0].argv[1], "x");
	plan_free(&plan);
}
END_TEST

START_TEST(mistakes)
{
	refused("", "no test");
	refused("# only this\n\n", "no test");
	refused("a /a\nb\n", "line 2: \"b\": expected NAME PATH");
	refused("a bin/a\n", "line 1: \"bin/a\": the program's path");
	refused("\n\nsp#ce /a\n", "line 3: test name \"sp#ce\"");
	refused("a/b /a\n", "test name");
	refused("a\x01 /a\n", "test name");
	refused("caf\xc3\xa9 /a\n", "test name");
	refused("a /a\nb /b\na /c\n", "line 3: test \"a\" is there twice");
}
END_TEST

START_TEST(limits)
{
	char text[PLAN_TESTS_MAX * 16], *p = text;
	int i;

	p += sprintf(p, "a /a");
	for (i = 1; i < PLAN_ARGS_MAX; i++)
		p += sprintf(p, " w");
	ck_assert_int_eq(parse(text), 0);
	ck_assert_ptr_nonnull(plan.tests[0].argv[PLAN_ARGS_MAX - 1]);
	ck_assert_ptr_null(plan.tests[0].argv[PLAN_ARGS_MAX]);
	plan_free(&plan);
	strcpy(p, " w");
	refused(text, "more than 32 words");

	memset(text, 'n', PLAN_NAME_MAX);
	strcpy(text + PLAN_NAME_MAX, " /a\n");
	ck_assert_int_eq(parse(text), 0);
	plan_free(&plan);
	strcpy(text + PLAN_NAME_MAX, "n /a\n");
	refused(text, "test name of 101 bytes; at most 100");

	for (p = text, i = 0; i < PLAN_TESTS_MAX; i++)
		p += sprintf(p, "t%d /a\n", i);
	ck_assert_int_eq(parse(text), 0);
	ck_assert_uint_eq(plan.count, PLAN_TESTS_MAX);
	plan_free(&plan);
	strcpy(p, "last /a\n");
	refused(text, "line 1025: more than 1024 tests");
}
END_TEST

TCase *plan_cases(void)
{
	TCase *tc = tcase_create("plan");

	tcase_add_test(tc, words);
	tcase_add_test(tc, no_final_newline);
	tcase_add_test(tc, mistakes);
	tcase_add_test(tc, limits);
	return tc;
}
