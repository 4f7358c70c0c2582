// SPDX-License-Identifier: GPL-2.0
/* How verdicts and exit statuses add up. */
#include "lib/verdict.h"
#include "test.h"

#include <stdbool.h>

START_TEST(worst_wins)
{
	for (int a = 0; a < VERDICTS; a++)
		for (int b = 0; b < VERDICTS; b++)
			ck_assert_int_eq(verdict_worse(a, b), a > b ? a : b);
}
END_TEST

START_TEST(groups)
{
	struct verdict_count c = { { 0 } };

	ck_assert_int_eq(verdict_of(&c), VERDICT_ERROR);
	verdict_add(&c, VERDICT_SKIP);
	ck_assert_int_eq(verdict_of(&c), VERDICT_SKIP);
	verdict_add(&c, VERDICT_XFAIL);
	ck_assert_int_eq(verdict_of(&c), VERDICT_XFAIL);
	verdict_add(&c, VERDICT_PASS);
	ck_assert_int_eq(verdict_of(&c), VERDICT_PASS);
	verdict_add(&c, VERDICT_FAIL);
	ck_assert_int_eq(verdict_of(&c), VERDICT_FAIL);
	verdict_add(&c, VERDICT_CRASH);
	verdict_add(&c, VERDICT_PASS);
	ck_assert_int_eq(verdict_of(&c), VERDICT_CRASH);
	verdict_add(&c, VERDICT_HANG);
	ck_assert_int_eq(verdict_of(&c), VERDICT_HANG);
	verdict_add(&c, VERDICT_ERROR);
	ck_assert_int_eq(verdict_of(&c), VERDICT_ERROR);
	ck_assert_uint_eq(verdict_total(&c), 8);
}
END_TEST

START_TEST(statuses)
{
	static const int reached[VERDICTS] = { 0, 0, 0, 0, 1, 3, 4, 125 };
	static const int early[VERDICTS] = { 0, 0, 0, 0, 1, 5, 5, 125 };

	for (int v = 0; v < VERDICTS; v++) {
		ck_assert_int_eq(verdict_status(v, true), reached[v]);
		ck_assert_int_eq(verdict_status(v, false), early[v]);
	}
	ck_assert_int_eq(status_worse(0, 0), 0);
	ck_assert_int_eq(status_worse(1, 0), 1);
	ck_assert_int_eq(status_worse(1, 3), 3);
	ck_assert_int_eq(status_worse(4, 3), 4);
	ck_assert_int_eq(status_worse(5, 4), 5);
	ck_assert_int_eq(status_worse(5, 125), 125);
}
END_TEST

START_TEST(names)
{
	enum verdict v;

	for (int i = 0; i < VERDICTS; i++) {
		ck_assert_int_eq(verdict_parse(verdict_name(i), &v), 0);
		ck_assert_int_eq(v, i);
	}
	ck_assert_int_ne(verdict_parse("pass", &v), 0);
	ck_assert_int_ne(verdict_parse("", &v), 0);
}
END_TEST

TCase *verdict_cases(void)
{
	TCase *tc = tcase_create("verdict");

	tcase_add_test(tc, worst_wins);
	tcase_add_test(tc, groups);
	tcase_add_test(tc, statuses);
	tcase_add_test(tc, names);
	return tc;
}
