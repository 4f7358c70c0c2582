// SPDX-License-Identifier: GPL-2.0
/* Names of tests that are odd, long, or there twice: each stays one test. */
#include "play.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KTAP "score = ktap\n"

/* A guest whose console says these lines of TAP. */
static void guest(const char *lines)
{
	char transcript[40000] = BOOT "say TAP version 14\\n\n";
	size_t n = strlen(transcript);

	while (*lines) {
		int len = strcspn(lines, "\n");

		n += snprintf(transcript + n, sizeof(transcript) - n,
			      "say %.*s\\n\n", len, lines);
		lines += len + (lines[len] == '\n');
	}
	snprintf(transcript + n, sizeof(transcript) - n, "%s", OFF);
	play_file("transcript", transcript);
	play_file("suites/t/suite", KTAP);
}

static const char *test_name(struct play *p, size_t i)
{
	json_t *suite = json_array_get(json_object_get(p->json, "suites"), 0);
	json_t *test = json_array_get(json_object_get(suite, "tests"), i);

	return json_string_value(json_object_get(test, "name"));
}

START_TEST(utf8)
{
	struct play *p;

	guest("1..3\nok 1 тест_а\nnot ok 2 тест_б\nok 3 t\xe9st \xef\xbf\xbf");
	p = play_run("run", "t", NULL);
	play_check(1, "FAIL", "тест_б");
	ck_assert_str_eq(test_name(p, 0), "тест_а");
	ck_assert_str_eq(test_name(p, 1), "тест_б");
	ck_assert_str_eq(test_name(p, 2), "t?st ???");
	ck_assert_ptr_nonnull(strstr(p->out, "FAIL  t/тест_б"));
	play_valid_json("results/latest");
	play_valid_xml("results/latest/junit.xml");
	ck_assert_ptr_nonnull(strstr(play_read("results/latest/junit.xml"),
				     "name=\"тест_а\""));
}
END_TEST

/*
 * Wherever a reason or what a test printed is cut: a failure of half a
 * character more must not be lost on the way to the results.
 */
START_TEST(utf8_cut)
{
	char lines[9000], name[500] = "";
	struct play *p;
	json_t *suite;

	for (int i = 0; i < 160; i++)
		strcat(name, "€");
	for (int shift = 0; shift < 3; shift++) {
		size_t n = sprintf(lines, "1..1\n# %.*s", shift, "xxx");

		for (int i = 0; i < 6; i++)
			n += sprintf(lines + n, "%s", name);
		for (int i = 0; i < 10; i++)
			n += sprintf(lines + n, "\n# line %s", name);
		sprintf(lines + n, "\n# %.*s%s\nnot ok 1 a", shift, "xxx",
			name);
		guest(lines);
		p = play_run("run", "t", NULL);
		play_check(1, "FAIL", "€€€");
		suite = json_array_get(json_object_get(p->json, "suites"), 0);
		ck_assert_int_eq(json_array_size(json_object_get(suite,
								 "failures")), 1);
		ck_assert_ptr_null(strstr(play_read("results/latest/results.json"),
					  "?\""));
		play_valid_xml("results/latest/junit.xml");
	}
}
END_TEST

TCase *names_cases(void)
{
	TCase *tc = tcase_create("names");

	tcase_add_checked_fixture(tc, play_set_up, play_tear_down);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, utf8);
	tcase_add_test(tc, utf8_cut);
	return tc;
}
