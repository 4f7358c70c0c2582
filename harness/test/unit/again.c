// SPDX-License-Identifier: GPL-2.0
/* More than one guest: side by side, repeated, tried again, from bundles. */
#include "play.h"
#include "test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A guest's line in the middle of another's would not begin like this. */
static void whole_lines(const char *out)
{
	static const char *const begins[] = { "suite ", "# ", "PASS ", "FAIL ",
					      "      # ", "    lgcheck rerun" };

	for (; *out; out = strchr(out, '\n') + 1) {
		size_t i = 0, n = sizeof(begins) / sizeof(*begins);

		for (; i < n && strncmp(out, begins[i], strlen(begins[i])); i++)
			;
		ck_assert_msg(i < n || strstr(out, " passed, ") != NULL,
			      "%.80s", out);
		ck_assert_ptr_nonnull(strchr(out, '\n'));
	}
}

START_TEST(side_by_side)
{
	struct play *p;
	char name[40];

	for (int i = 0; i < 4; i++) {
		snprintf(name, sizeof(name), "suites/s%d/suite", i);
		play_file(name, "test = a /sleep 700\ntest = b /fail why\n"
			  "test = c /ok\n");
	}
	p = play_run("run", "-j4", "s0", "s1", "s2", "s3", NULL);
	play_status(1);
	whole_lines(p->out);
	ck_assert_ptr_nonnull(strstr(p->out, "\n8 passed, 4 failed, 0 "));
	/* A failure's diagnostics follow it at once. */
	ck_assert_int_eq(play_count("  why\n      # why\n"), 4);
	/* All four began before the first was over. */
	ck_assert(strstr(p->out, "s0/a") > strstr(p->out, "suite s3"));
	play_run("run", "-j0", "s0", NULL);
	play_status(2);
}
END_TEST

START_TEST(interrupted_together)
{
	pid_t lgcheck, launcher[2];
	char text[400];

	snprintf(text, sizeof(text), BOOT "pid %s\nhang\n", play_path("pid"));
	play_file("suites/t/suite", "");
	lgcheck = play_begin(text, "", "--repeat=2");
	launcher[0] = play_pid("pid");
	unlink(play_path("pid"));
	kill(lgcheck, SIGTERM);
	ck_assert(play_gone(launcher[0]));
	ck_assert(WIFSIGNALED(play_end()->status));
}
END_TEST

START_TEST(repeat)
{
	char suite[200];
	struct play *p;

	play_file("suites/t/suite", "test = a /ok\n");
	p = play_run("run", "--repeat=3", "-j2", "t", NULL);
	play_status(0);
	ck_assert_ptr_nonnull(strstr(p->out, "\n3 passed, 0 failed, 0 "));
	ck_assert_ptr_nonnull(strstr(p->out, "PASS  t.3/a"));
	/* The disk of a guest that passed is not kept. */
	ck_assert_int_ne(access(play_path("results/latest/t.1/root.img"), F_OK),
			 0);
	snprintf(suite, sizeof(suite), "test = a /ok\ntest = b /once %s\n",
		 play_path("once"));
	play_file("suites/t/suite", suite);
	play_run("run", "--repeat=2", "t", NULL);
	play_status(1);
}
END_TEST

START_TEST(until_fail)
{
	char suite[300];
	struct play *p;

	/* Fails in the guest that runs after the one that made the file. */
	snprintf(suite, sizeof(suite), "test = a /passes %s\n",
		 play_path("times"));
	play_file("suites/t/suite", suite);
	p = play_run("run", "--until-fail", "t", NULL);
	play_status(1);
	ck_assert_ptr_nonnull(strstr(p->out, "FAIL  t.3/a"));
	ck_assert_ptr_nonnull(strstr(p->out, "# 2 guests passed before\n"));
	ck_assert_int_ne(access(play_path("results/latest/t.1"), F_OK), 0);
	ck_assert_int_eq(access(play_path("results/latest/t.3"), F_OK), 0);
	play_file("suites/t/suite", "test = a /ok\n");
	play_run("run", "--until-fail", "--repeat=4", "t", NULL);
	play_status(0);
}
END_TEST

START_TEST(retry)
{
	char suite[300];
	struct play *p;
	json_t *s;

	snprintf(suite, sizeof(suite), "test = a /ok\ntest = b /once %s\n",
		 play_path("once"));
	play_file("suites/t/suite", suite);
	p = play_run("run", "--retry", "t", NULL);
	play_status(0);
	ck_assert_ptr_nonnull(strstr(p->out, "\nFAIL  t/b"));
	ck_assert_ptr_nonnull(strstr(p->out, "\nPASS  t.retry1/b"));
	ck_assert_ptr_nonnull(strstr(p->out, "\nFLAKY t: first FAIL"));
	ck_assert_ptr_nonnull(strstr(p->out, "\n# 1 flaky"));
	ck_assert_ptr_nonnull(strstr(p->out, "\n2 passed, 0 failed, 0 "));
	/* Only what failed ran again. */
	ck_assert_int_eq(play_count("PASS  t.retry1/a"), 0);
	play_check(0, "FLAKY", "then PASS");
	play_test("b", "FLAKY", "first FAIL: not ok; then PASS");
	s = json_array_get(json_object_get(p->json, "suites"), 0);
	ck_assert_int_eq(json_array_size(json_object_get(s, "retries")), 1);
	play_file("suites/t/suite", "test = a /ok\ntest = b /fail so\n");
	p = play_run("run", "--retry=2", "t", NULL);
	play_status(1);
	ck_assert_ptr_nonnull(strstr(p->out, "FAIL  t.retry2/b"));
	ck_assert_ptr_nonnull(strstr(p->out, "\n1 passed, 1 failed, 0 "));
}
END_TEST

/* After a crash, the tests that it kept from running run again, too. */
START_TEST(retry_after_crash)
{
	struct play *p;

	play_file("suites/t/suite", "test = a /ok\ntest = b /panic now\n"
		  "test = c /ok\n");
	p = play_run("run", "--retry", "t", NULL);
	play_status(3);
	ck_assert_ptr_nonnull(strstr(p->out, "suite t.retry1: "));
	ck_assert_ptr_nonnull(strstr(p->out, ", 2 of its tests\n"));
}
END_TEST

/* Only a pass of the same thing shows that a failure comes and goes. */
START_TEST(retry_proves)
{
	char suite[400];

	snprintf(suite, sizeof(suite), "test = a /tires %s\ntest = b /ok\n",
		 play_path("once"));
	play_file("suites/t/suite", suite);
	play_run("run", "--retry", "t", NULL);
	play_check(1, "FAIL", "first FAIL: a: not ok; then SKIP");
	play_test("a", "FAIL", NULL);
	/* what a disk holds is not checked without the test that wrote it */
	snprintf(suite, sizeof(suite), "test = a /once %s\ntest = b /ok\n"
		 "disk = x 1m zero\nafter = x count b\n", play_path("again"));
	play_file("suites/t/suite", suite);
	play_run("run", "--retry", "t", NULL);
	play_check(1, "FAIL", "then FAIL: disk-x");
	play_test("a", "FLAKY", NULL);
	play_test("disk-x", "FAIL", NULL);
}
END_TEST

/* If no test stands for a crash, all run again, not just those that failed. */
START_TEST(retry_of_all)
{
	char suite[300];

	play_file("transcript", PLAN "say lgcheck: powering off\\n\n"
		  "say [    9.000000] BUG: bad at x.c:1\\n\n");
	snprintf(suite, sizeof(suite), "test = a /once %s\ntest = b /ok\n",
		 play_path("once"));
	play_file("suites/t/suite", suite);
	play_run("run", "--retry", "t", NULL);
	play_check(3, "CRASH", "then CRASH: BUG: bad");
	ck_assert_int_eq(play_count("PASS  t.retry1/b"), 1);
}
END_TEST

static const char *rerun_command(const struct play *p)
{
	static char word[400];
	const char *at = strstr(p->out, "\n    lgcheck rerun ");

	ck_assert_msg(at != NULL, "%s", p->out);
	at += strlen("\n    lgcheck rerun ");
	snprintf(word, sizeof(word), "%.*s", (int)strcspn(at, " \n"), at);
	return word;
}

START_TEST(bundle)
{
	char dir[400], away[600], text[4000];
	struct play *p;
	json_t *j;

	play_file("data", "contents");
	snprintf(text, sizeof(text), "describe = d\nfile = /x %s 600\n"
		 "text = /y \"a\\\"b\\n\\x00c\"\nlink = /l \"/a b\"\n"
		 "node = /n b 7 3\ndir = /d 1777\ntest-timeout = 77s\n"
		 "append = quiet  x=\"y z\"\nallow = \"ab\\\\c\"\n"
		 "test = a /ok\ntest = b /after a\ntest = c /warn some_place\n",
		 play_path("data"));
	play_file("suites/t/suite", text);
	p = play_run("run", "t", NULL);
	play_status(3);
	ck_assert_msg(strstr(p->out, "# t/c: CRASH: WARNING at a.c:N in some_place\n"
			     "    lgcheck rerun ") != NULL, "%s", p->out);
	snprintf(dir, sizeof(dir), "%s", rerun_command(p));
	ck_assert_ptr_nonnull(strstr(p->out, "/bundle b --launcher=/"));
	/* Moved elsewhere: it needs nothing from here. */
	snprintf(away, sizeof(away), "%s", play_path("away"));
	snprintf(text, sizeof(text), "cp -r %s %s && cp %s/../root.img %s && "
		 "rm -r %s %s %s %s", dir, away, dir, play_path("old.img"),
		 play_path("results"), play_path("suites"), play_path("data"),
		 play_path("transcript"));
	ck_assert_int_eq(system(text), 0);
	p = play_command("rerun", "--launcher=./fake-launcher", "--results",
			 play_path("results"), away, NULL);
	play_status(3);
	ck_assert_int_eq(play_count("# came again: "), 2);
	/* the same image, to the byte */
	snprintf(text, sizeof(text), "cmp %s %s", play_path("old.img"),
		 play_path("results/latest/t/root.img"));
	ck_assert_int_eq(system(text), 0);
	/* one test alone */
	p = play_command("rerun", "--launcher=./fake-launcher", "--results",
			 play_path("results"), away, "b", NULL);
	play_status(0);
	ck_assert_ptr_nonnull(strstr(p->out, "# did not come again: b: FAIL"));
	snprintf(text, sizeof(text), "%s/bundle.json", away);
	j = json_load_file(text, 0, NULL);
	ck_assert_int_eq(json_integer_value(json_object_get(j, "bundle")), 1);
	ck_assert_str_eq(json_string_value(json_object_get(j, "suite")), "t");
	json_decref(j);
	/* The kernel was cut on its way. */
	snprintf(text, sizeof(text), "truncate -s -1 %s/kernel", away);
	ck_assert_int_eq(system(text), 0);
	p = play_command("rerun", "--launcher=./fake-launcher", "--results",
			 play_path("results"), away, NULL);
	play_status(2);
	ck_assert_ptr_nonnull(strstr(p->out, "away/kernel: is not the kernel"));
	p = play_command("rerun", "/nonexistent", NULL);
	play_status(2);
	play_file("away/bundle.json", "{\n\"bundle\": \n");
	p = play_command("rerun", away, NULL);
	play_status(2);
	ck_assert_ptr_nonnull(strstr(p->out, "bundle.json:3: expected"));
}
END_TEST

/* Only plain files are copied; a device could go on for ever. */
START_TEST(bundle_of_a_device)
{
	char text[400];
	struct play *p;

	ck_assert_int_eq(mkfifo(play_path("pipe"), 0600), 0);
	for (int i = 0; i < 2; i++) {
		const char *file = i ? play_path("pipe") : "/dev/zero";

		snprintf(text, sizeof(text), "file = /x %s\ntest = a /ok\n",
			 file);
		play_file("suites/t/suite", text);
		p = play_run("run", "t", NULL);
		play_status(125);
		snprintf(text, sizeof(text), ":1: %s: is not a plain file",
			 file);
		ck_assert_ptr_nonnull(strstr(p->out, text));
		snprintf(text, sizeof(text), "lgcheck: no bundle of t: %s: is "
			 "not a plain file\n", file);
		ck_assert_ptr_nonnull(strstr(p->out, text));
	}
}
END_TEST

/* The printed command works in another folder. */
START_TEST(bundle_command)
{
	char *self = realpath("lgcheck", NULL), option[4200], command[9000];
	struct play *p;
	const char *at;

	ck_assert_ptr_nonnull(self);
	snprintf(option, sizeof(option), "--command=%s", self);
	free(self);
	play_file("suites/t/suite", "test = a /ok\ntest = b /fail x\n");
	p = play_run("run", "t", option, "--results=results-here",
		     "--wall-cap=7", NULL);
	play_status(1);
	at = strstr(p->out, "\n    /");
	ck_assert_msg(at != NULL, "%s", p->out);
	at += strspn(at, "\n ");
	snprintf(command, sizeof(command), "cd / && %.*s --results=%s >%s",
		 (int)strcspn(at, "\n"), at, play_path("again"),
		 play_path("said"));
	ck_assert_ptr_nonnull(strstr(command, "/bundle b --launcher=/"));
	ck_assert_ptr_nonnull(strstr(command, " --wall-cap=7 "));
	ck_assert_int_eq(WEXITSTATUS(system(command)), 1);
	ck_assert_ptr_nonnull(strstr(play_read("said"), "# came again: b: "));
	ck_assert_int_eq(system("rm -r results-here"), 0);
}
END_TEST

/* A guest that ran with --as-is runs again with it. */
START_TEST(bundle_as_is)
{
	char dir[400];
	struct play *p;

	play_file("suites/t/suite", "verdict = FAIL\ntest = a /fail x\n");
	play_run("run", "t", NULL);
	play_status(0);
	p = play_run("run", "t", "--as-is", NULL);
	play_status(1);
	snprintf(dir, sizeof(dir), "%s", rerun_command(p));
	p = play_command("rerun", "--launcher=./fake-launcher", "--results",
			 play_path("results"), dir, NULL);
	play_status(1);
	ck_assert_int_eq(play_count("# came again: a"), 1);
}
END_TEST

/* Runs suite t while others want all CPUs. */
static struct play *run_among_hogs(void)
{
	struct play *p;
	pid_t hog[8];

	for (int i = 0; i < 8; i++) {
		hog[i] = fork();
		while (!hog[i])
			;
	}
	p = play_run("run", "t", "--wall-cap=100", NULL);
	for (int i = 0; i < 8; i++) {
		kill(hog[i], SIGKILL);
		waitpid(hog[i], NULL, 0);
	}
	return p;
}

/* A guest that gets little of the CPU is not late. */
START_TEST(busy_host)
{
	struct play *p;

	play_file("suites/t/suite", "test-timeout = 1500ms\n"
		  "test = a /busy 900\ntest = b /ok\n");
	p = run_among_hogs();
	ck_assert_msg(p->status == 0, "%s", p->out);
	/* That has an end: a guest that spins is late after all. */
	play_file("suites/t/suite", "test-timeout = 300ms\ntest = a /spin\n");
	play_run("run", "t", NULL);
	play_status(4);
}
END_TEST

/* Nor is one that gets no CPU for much longer than its limit. */
START_TEST(starved)
{
	struct play *p;

	/* which looks for leaks in a process of its own */
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
	play_file("transcript", "nice 19\n" PLAN);
	play_file("suites/t/suite", "test-timeout = 300ms\n"
		  "test = a /busy 12\ntest = b /ok\n");
	p = run_among_hogs();
	ck_assert_msg(p->status == 0, "%s", p->out);
}
END_TEST

TCase *again_cases(void)
{
	TCase *tc = tcase_create("again");

	tcase_add_checked_fixture(tc, play_set_up, play_tear_down);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, side_by_side);
	tcase_add_test(tc, interrupted_together);
	tcase_add_test(tc, repeat);
	tcase_add_test(tc, until_fail);
	tcase_add_test(tc, retry);
	tcase_add_test(tc, retry_after_crash);
	tcase_add_test(tc, retry_proves);
	tcase_add_test(tc, retry_of_all);
	tcase_add_test(tc, bundle);
	tcase_add_test(tc, bundle_of_a_device);
	tcase_add_test(tc, bundle_command);
	tcase_add_test(tc, bundle_as_is);
	tcase_add_test(tc, busy_host);
	tcase_add_test(tc, starved);
	return tc;
}
