// SPDX-License-Identifier: GPL-2.0
/* The host's counters as a table and as JSON. */
#include "stats.h"

#include "test.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

START_TEST(prints_what_is_not_zero)
{
	struct lguest_stats stats = { 0 };
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	stats.count[LGUEST_STAT_CR3_WRITE] = 12;
	stats.count[LGUEST_STAT_EXITS] = 1ull << 40;
	stats_print(&stats, to);
	fclose(to);
	ck_assert_str_eq(text,
"exits, all kinds                            1099511627776\n"
"cr3 writes                                             12\n");
	free(text);
}
END_TEST

START_TEST(writes_json)
{
	struct lguest_stats stats = { 0 };
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);
	json_t *all;

	stats.count[LGUEST_STAT_FILL_USER] = 1ull << 50;
	ck_assert_int_eq(stats_write_json(&stats, to), 0);
	fclose(to);
	all = json_loads(text, 0, NULL);
	ck_assert_ptr_nonnull(all);
	ck_assert_uint_eq(json_object_size(all), LGUEST_STAT_MAX);
	ck_assert_int_eq(json_integer_value(json_object_get(all,
							    "fill_user")),
			 1ll << 50);
	ck_assert(json_is_integer(json_object_get(all, "exits")));
	json_decref(all);
	free(text);
}
END_TEST

START_TEST(reports_a_full_disk)
{
	struct lguest_stats stats = { 0 };
	FILE *to = fopen("/dev/full", "w");

	ck_assert_ptr_nonnull(to);
	ck_assert_int_eq(stats_write_json(&stats, to), -EIO);
}
END_TEST

TCase *stats_tests(void)
{
	TCase *tc = tcase_create("stats");

	tcase_add_test(tc, prints_what_is_not_zero);
	tcase_add_test(tc, writes_json);
	tcase_add_test(tc, reports_a_full_disk);
	return tc;
}
