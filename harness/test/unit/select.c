// SPDX-License-Identifier: GPL-2.0
/* What a run consists of: lists, patterns, parts, orders. */
#include "play.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void set_up(void)
{
	play_set_up();
	play_file("suites/one/suite", "describe = the first\ntest = apple /ok\n"
		  "test = mmap_a /ok\ntest = mmap_b /ok\ntest = pear /ok\n");
	play_file("suites/deep/two/suite", "test = mmap_c /ok\ntest = d /ok\n");
	play_file("suites/whole/suite", "score = ktap\n");
	play_file("suites/t/suite", "test = only /ok\n");
	unsetenv("CI_NODE_INDEX");
	unsetenv("CI_NODE_TOTAL");
	unsetenv("CI_JOB_NAME");
}

#define EVERYTHING "deep/two/mmap_c\ndeep/two/d\none/apple\none/mmap_a\n" \
		   "one/mmap_b\none/pear\nt/only\nwhole/\n"

static void lists(const char *word, const char *expected)
{
	struct play *p = play_run("list", word, NULL);

	play_status(0);
	ck_assert_str_eq(p->out, expected);
}

START_TEST(list)
{
	lists(NULL, EVERYTHING);
	lists("one", "one/apple\none/mmap_a\none/mmap_b\none/pear\n");
	lists("one/pear", "one/pear\n");
	lists("*mmap*", "deep/two/mmap_c\none/mmap_a\none/mmap_b\n");
	lists("one/mmap_[b-z]", "one/mmap_b\n");
	lists("w*", "whole/\n");
	lists("deep/*", "deep/two/mmap_c\ndeep/two/d\n");
}
END_TEST

START_TEST(refusals)
{
	struct play *p = play_run("run", "one/plum", NULL);

	play_status(2);
	ck_assert_ptr_nonnull(strstr(p->out, "suite one has no such test"));
	p = play_run("run", "*plum*", NULL);
	play_status(2);
	ck_assert_ptr_nonnull(strstr(p->out, "no suite or test in "));
	p = play_run("run", "whole/x", NULL);
	play_status(2);
	ck_assert_ptr_nonnull(strstr(p->out, "tests cannot be chosen"));
	p = play_command("list", "--suites=/nonexistent", NULL);
	play_status(2);
	ck_assert_ptr_nonnull(strstr(p->out, "/nonexistent: cannot read this "
				     "folder of suites: No such file"));
	play_file("suites/bad/suite", "nonsense\n");
	p = play_run("run", "*", NULL);
	play_status(2);
	ck_assert_ptr_nonnull(strstr(p->out, "bad/suite:1: expected"));
}
END_TEST

/* Options of "run" that the command could do nothing with. */
START_TEST(useless_options)
{
	static const char *const useless[][2] = {
		{ "list", "--kernel=x" }, { "list", "-j2" },
		{ "list", "--retry" },	  { "list", "--html=x" },
		{ "list", "--memory=1m" }, { "merge", "--kernel=x" },
		{ "merge", "--shard=1/2" }, { "merge", "--jobs=2" },
		{ "merge", "--verbose" }, { "minimise", "-j2" },
		{ "minimise", "--retry" }, { "minimise", "--shard=1/2" },
		{ "minimise", "--until-fail" },
	};
	const char *command = useless[_i][0];
	char says[100];
	struct play *p = play_command(command, useless[_i][1], "one", NULL);

	play_status(2);
	snprintf(says, sizeof(says), ": lgcheck %s has no use for it; ",
		 command);
	ck_assert_msg(strstr(p->out, says) != NULL, "%s", p->out);
	ck_assert_ptr_nonnull(strstr(p->out, "lgcheck: --"));
}
END_TEST

/* By another way it is the same suite; another of that name has no place. */
START_TEST(same_name)
{
	char path[200];
	struct play *p;

	snprintf(path, sizeof(path), "%s", play_path("suites/one"));
	p = play_run("list", "one/pear", path, NULL);
	play_status(0);
	ck_assert_int_eq(play_count("one/pear\n"), 1);
	ck_assert_int_eq(play_count("one/apple\n"), 1);
	play_file("other/one/suite", "test = a /ok\n");
	p = play_run("run", "one", play_path("other/one"), NULL);
	play_status(2);
	ck_assert_ptr_nonnull(strstr(p->out, "other/one are both called one"));
}
END_TEST

START_TEST(runs_a_part)
{
	struct play *p = play_run("run", "one/mmap*", "one/apple", NULL);

	play_status(0);
	ck_assert_ptr_nonnull(strstr(p->out, "\n3 passed, 0 failed, 0 "));
	ck_assert_ptr_nonnull(strstr(p->out, ", 3 of its tests\n"));
	ck_assert_int_eq(play_count("PASS  one/"), 3);
	ck_assert_int_eq(play_count("PASS  one/pear"), 0);
}
END_TEST

#define KUNIT_SUITE "score = ktap\nfilter = k.glob=\nappend = k.on=1\n"
#define KUNIT_LOG                                                      \
	"say KTAP version 1\\n1..2\\n    KTAP version 1\\n\n"             \
	"say     # Subtest: list\\n    1..3\\n    ok 1 list_add\\n\n"     \
	"say     # why\\n    not ok 2 list_del\\n\n"                       \
	"say         KTAP version 1\\n        # Subtest: list_cut\\n\n"     \
	"say         1..2\\n        ok 1 x\\n        ok 2 y z\\n\n"         \
	"say     ok 3 list_cut\\nnot ok 1 list\\n\n"                       \
	"say     KTAP version 1\\n    # Subtest: sort\\n    1..1\\n\n"     \
	"say     ok 1 list_sort\\nok 2 sort\\n\n" OFF

static void filtered(const char *word, int status, const char *summary)
{
	struct play *p = play_run("run", word, NULL);

	play_status(status);
	ck_assert_msg(strstr(p->out, summary) != NULL, "%s: no \"%s\" in:\n%s",
		      word, summary, p->out);
}

/* The kernel is told what to run; what else it runs all the same is passed over. */
START_TEST(filter)
{
	char log[3000];
	struct play *p;

	snprintf(log, sizeof(log), BOOT "args %s\n" KUNIT_LOG,
		 play_path("args"));
	play_file("transcript", log);
	play_file("suites/kunit/suite", KUNIT_SUITE);
	filtered("kunit", 1, "\n4 passed, 1 failed, 0 skipped\n");
	ck_assert_ptr_null(strstr(play_read("args"), "k.glob"));
	filtered("kunit/*", 1, "\n4 passed, 1 failed, 0 skipped\n");
	filtered("kunit/s*", 0, "\n1 passed, 0 failed, 0 skipped\n");
	ck_assert_ptr_nonnull(strstr(play_read("args"),
				     "\nk.on=1\nk.glob=s*\n"));
	filtered("kunit/list.*_add", 0, "\n1 passed, 0 failed, 0 skipped\n");
	filtered("kunit/list.list_cut", 0, "\n2 passed, 0 failed, 0 ");
	filtered("kunit/list.list_cut.x", 125, "no test of this kernel");
	filtered("kunit/*sort", 0, "transcript, memory 64m, only *sort\n");
	filtered("kunit/none", 125, "no test of this kernel matches none; "
		 "lgcheck run kunit shows what there is");
	filtered("kunit/a b", 2, "expected GROUP or GROUP.TEST");
	/* several: all is run, and these are scored */
	p = play_run("run", "kunit/sort", "kunit/lsit*", NULL);
	play_status(125);
	ck_assert_ptr_nonnull(strstr(p->out, "matches lsit*; lgcheck run"));
	p = play_run("run", "kunit/sort", "kunit/list.list_[ac]*", NULL);
	play_status(0);
	ck_assert_ptr_nonnull(strstr(p->out, "\n4 passed, 0 failed, 0 "));
	ck_assert_ptr_null(strstr(play_read("args"), "k.glob"));
	/* all of it is more than a part of it */
	p = play_run("run", "kunit/sort", "kunit", NULL);
	play_status(1);
	lists("kunit/s*", "kunit/s*\n");
	lists("kunit", "kunit/\n");
}
END_TEST

/* The command that a failure comes with runs just it. */
START_TEST(filter_again)
{
	char log[3000], dir[300];
	struct play *p;

	snprintf(log, sizeof(log), BOOT "args %s\n" KUNIT_LOG,
		 play_path("args"));
	play_file("transcript", log);
	play_file("suites/kunit/suite", KUNIT_SUITE);
	p = play_run("run", "kunit/list", NULL);
	play_status(1);
	ck_assert_ptr_nonnull(strstr(p->out, "/kunit/bundle list.list_del --launcher="));
	snprintf(dir, sizeof(dir), "%s", play_path("results/latest/kunit/bundle"));
	p = play_command("rerun", "--launcher=./fake-launcher", "--results",
			 play_path("again"), dir, "list.list_del", NULL);
	play_status(1);
	ck_assert_ptr_nonnull(strstr(p->out, "# came again: list.list_del"));
	ck_assert_ptr_nonnull(strstr(p->out, "\n0 passed, 1 failed, 0 "));
	ck_assert_ptr_nonnull(strstr(play_read("args"),
				     "k.glob=list\nk.glob=list.list_del\n"));
}
END_TEST

/* A disk is looked at if the test that writes it was run. */
START_TEST(part_of_disks)
{
	play_file("suites/d/suite", "test = w /ok\ntest = x /ok\n"
		  "disk = k 8k count\nafter = k invert w\n");
	play_run("run", "d/x", NULL);
	play_status(0);
	play_run("run", "d/w", NULL);
	play_status(1);
	play_run("run", "d", NULL);
	play_status(1);
	play_file("suites/d/suite", "test = w /ok\ndisk = k 8k count\n"
		  "after = k invert v\n");
	play_run("run", "d", NULL);
	play_status(2);
}
END_TEST

static int lines_of(const char *text)
{
	int n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

START_TEST(shards)
{
	char all[4000] = "", option[40];
	struct play *p;

	for (int i = 1; i <= 3; i++) {
		snprintf(option, sizeof(option), "--shard=%d/3", i);
		p = play_run("list", option, NULL);
		play_status(0);
		/* 8 units in 3 parts */
		ck_assert_int_ge(lines_of(p->out), 2);
		ck_assert_int_le(lines_of(p->out), 3);
		strcat(all, p->out);
	}
	ck_assert_int_eq(lines_of(all), 8);
	for (const char *e = EVERYTHING; *e; e = strchr(e, '\n') + 1) {
		char line[60];

		snprintf(line, sizeof(line), "%.*s",
			 (int)(strchr(e, '\n') - e + 1), e);
		ck_assert_msg(strstr(all, line) != NULL, "%s", line);
	}
	p = play_run("run", "--shard=2/2", "t", NULL);
	play_status(0);
	ck_assert_ptr_nonnull(strstr(p->out, "nothing is left"));
	play_run("run", "--shard=3/2", "t", NULL);
	play_status(2);
	play_run("run", "--shard=x", "t", NULL);
	play_status(2);
}
END_TEST

static void shard_of(const char *index, const char *i, const char *total,
		     const char *n, int status, const char *expected)
{
	struct play *p;

	setenv(index, i, 1);
	setenv(total, n, 1);
	p = play_run("list", "one", NULL);
	unsetenv(index);
	unsetenv(total);
	play_status(status);
	ck_assert_msg(strstr(p->out, expected) != NULL, "%s", p->out);
}

START_TEST(shards_from_ci)
{
	shard_of("CI_NODE_INDEX", "2", "CI_NODE_TOTAL", "4", 0, "one/mmap_a\n");
	shard_of("BUILDKITE_PARALLEL_JOB", "2", "BUILDKITE_PARALLEL_JOB_COUNT",
		 "4", 0, "one/mmap_b\n");
	setenv("SLURM_ARRAY_TASK_MIN", "10", 1);
	setenv("SLURM_ARRAY_TASK_STEP", "5", 1);
	shard_of("SLURM_ARRAY_TASK_ID", "25", "SLURM_ARRAY_TASK_COUNT", "4", 0,
		 "one/pear\n");
	shard_of("SLURM_ARRAY_TASK_ID", "26", "SLURM_ARRAY_TASK_COUNT", "4", 2,
		 "name no part");
	unsetenv("SLURM_ARRAY_TASK_MIN");
	unsetenv("SLURM_ARRAY_TASK_STEP");
	shard_of("CI_NODE_INDEX", "5", "CI_NODE_TOTAL", "4", 2, "name no part");
	shard_of("CI_NODE_INDEX", "x", "CI_NODE_TOTAL", "4", 2,
		 "CI_NODE_INDEX=x in the environment");
	/* GitLab without "parallel" */
	shard_of("CI_NODE_INDEX", "1", "CI_NODE_TOTAL", "1", 0, "one/apple\n");
	/* GitLab with it, and with a matrix: that is no part of a run */
	setenv("CI_JOB_NAME", "check 2/4", 1);
	shard_of("CI_NODE_INDEX", "2", "CI_NODE_TOTAL", "4", 0, "one/mmap_a\n");
	setenv("CI_JOB_NAME", "check: [one, 686]", 1);
	shard_of("CI_NODE_INDEX", "2", "CI_NODE_TOTAL", "4", 0,
		 "one/apple\none/mmap_a\n");
	shard_of("BUILDKITE_PARALLEL_JOB", "2", "BUILDKITE_PARALLEL_JOB_COUNT",
		 "4", 0, "one/mmap_b\n");
	unsetenv("CI_JOB_NAME");
}
END_TEST

START_TEST(shuffle)
{
	static char first[4000];
	struct play *p = play_run("list", "--shuffle=7", NULL);

	strcpy(first, p->out);
	ck_assert_int_eq(lines_of(first), 8);
	ck_assert_str_ne(first, EVERYTHING);
	p = play_run("list", "--shuffle=7", NULL);
	ck_assert_str_eq(p->out, first);
	p = play_run("list", "--shuffle=8", NULL);
	ck_assert_str_ne(p->out, first);
	/* the guest runs them so, and says so in the right order */
	p = play_run("run", "--shuffle=3", "one", "t", NULL);
	play_status(0);
	ck_assert_ptr_nonnull(strstr(p->out, "# --shuffle=3\n"));
}
END_TEST

TCase *select_cases(void)
{
	TCase *tc = tcase_create("select");

	tcase_add_checked_fixture(tc, set_up, play_tear_down);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, list);
	tcase_add_test(tc, refusals);
	tcase_add_loop_test(tc, useless_options, 0, 13);
	tcase_add_test(tc, same_name);
	tcase_add_test(tc, runs_a_part);
	tcase_add_test(tc, filter);
	tcase_add_test(tc, filter_again);
	tcase_add_test(tc, part_of_disks);
	tcase_add_test(tc, shards);
	tcase_add_test(tc, shards_from_ci);
	tcase_add_test(tc, shuffle);
	return tc;
}
