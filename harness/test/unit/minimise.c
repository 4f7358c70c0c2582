// SPDX-License-Identifier: GPL-2.0
/* The fewest tests that still fail. */
#include "play.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

/* Twenty tests; "victim" fails if "spoiler" ran before it. */
static void make_suite(void)
{
	char text[2000] = "", line[60];

	for (int i = 0; i < 20; i++) {
		snprintf(line, sizeof(line), "test = t%d /ok\n", i);
		strcat(text, i == 4 ? "test = spoiler /ok\n" :
			     i == 15 ? "test = victim /after spoiler\n" : line);
	}
	play_file("suites/t/suite", text);
}

START_TEST(pair)
{
	struct play *p;
	char bundle[300];

	make_suite();
	p = play_run("minimise", "t", NULL);
	play_status(0);
	ck_assert_ptr_nonnull(strstr(p->out,
		"# 2 of 20 tests are enough, in this order:\n"
		"t/spoiler\nt/victim\n"));
	/* The bundle that it leaves fails again. */
	snprintf(bundle, sizeof(bundle), "%.200s",
		 strstr(p->out, "lgcheck rerun ") + 14);
	*strchr(bundle, ' ') = '\0';
	p = play_command("rerun", "--launcher=./fake-launcher", "--results",
			 play_path("results"), bundle, NULL);
	play_status(1);
	ck_assert_ptr_nonnull(strstr(p->out, "# came again: victim: FAIL"));
	ck_assert_ptr_nonnull(strstr(p->out, "\n1 passed, 1 failed"));
	/* and from a bundle of the whole */
	p = play_run("run", "t", NULL);
	snprintf(bundle, sizeof(bundle), "%.200s",
		 strstr(p->out, "lgcheck rerun ") + 14);
	*strchr(bundle, ' ') = '\0';
	p = play_command("minimise", "--launcher=./fake-launcher", "--results",
			 play_path("results"), bundle, "victim", NULL);
	play_status(0);
	ck_assert_ptr_nonnull(strstr(p->out, "\nt/spoiler\nt/victim\n"));
	p = play_command("minimise", "--launcher=./fake-launcher", "--results",
			 play_path("results"), bundle, "t1", NULL);
	play_status(2);
}
END_TEST

START_TEST(alone)
{
	struct play *p;

	play_file("suites/t/suite", "test = a /ok\ntest = b /fail x\n"
		  "test = c /fail y\n");
	p = play_run("minimise", "t", NULL);
	play_status(0);
	ck_assert_ptr_nonnull(strstr(p->out, "# 1 of 3 tests are enough"));
	ck_assert_ptr_nonnull(strstr(p->out, "\nt/b\n# 2 guests were run\n"));
}
END_TEST

START_TEST(nothing_fails)
{
	struct play *p;

	play_file("suites/t/suite", "test = a /ok\n");
	p = play_run("minimise", "t", NULL);
	play_status(125);
	ck_assert_ptr_nonnull(strstr(p->out, "t: no test failed"));
	play_file("suites/t/suite", "score = ktap\n");
	play_run("minimise", "t", NULL);
	play_status(2);
	play_run("minimise", NULL);
	play_status(2);
}
END_TEST

TCase *minimise_cases(void)
{
	TCase *tc = tcase_create("minimise");

	tcase_add_checked_fixture(tc, play_set_up, play_tear_down);
	tcase_set_timeout(tc, 300);
	tcase_add_test(tc, pair);
	tcase_add_test(tc, alone);
	tcase_add_test(tc, nothing_fails);
	return tc;
}
