// SPDX-License-Identifier: GPL-2.0
/* Crash titles that are allowed or must come, and what score writes of a log. */
#include "play.h"
#include "suite/splats.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct match {
	const char *pattern, *text;
	bool fits, of;		/* somewhere in it; all of it */
};

static const struct match matches[] = {
	{ "abc", "abc", true, true },
	{ "b", "abc", true, false },
	{ "ab", "aab", true, false },
	{ "abd", "abc", false, false },
	{ "abcd", "abc", false, false },
	{ "", "abc", true, false },
	{ "a*c", "abc", true, true },
	{ "a*c", "ac", true, true },
	{ "a*c", "abcb", true, false },
	{ "a*cb", "abcacb", true, true },
	{ "*", "", true, true },
	{ "*", "abc", true, true },
	{ "*b*", "abc", true, true },
	{ "b*", "abc", true, false },
	{ "*bb", "abb", true, true },
	{ "*bb", "abbb", true, true },
	{ "*ba", "abb", false, false },
	{ "a**b", "ab", true, true },
	{ "a*b*c*d", "a1b2b3c4c5d", true, true },
	{ "a*b*c*d", "a1b2b3c4c5", false, false },
	{ "x [*] y", "WARNING: x [1*2] y!", true, false },
	{ "a?[b]", "a?[b]", true, true },	/* nothing but * is special */
	{ "a?", "ab", false, false },
};

START_TEST(matching)
{
	const struct match *m = &matches[_i];
	struct suite_splat splat = { (char *)m->pattern, NULL, 0 };

	ck_assert_int_eq(splat_fits(m->text, m->pattern), m->fits);
	ck_assert_int_eq(splat_of(&splat, m->text), m->of);
}
END_TEST

#define WARN(where)                                                 \
	"[    1.000000] ------------[ cut here ]------------\n"     \
	"[    1.000000] WARNING: CPU: 0 PID: 9 at " where " f+0x1/0x2\n" \
	"[    1.000000] ---[ end trace 0 ]---\n"
#define TWO "KTAP version 1\n1..2\n"
/* As kunit.py's own runs end. */
#define NO_ROOT "[    2.000000] Kernel panic - not syncing: VFS: Unable to mount " \
		"root fs on unknown-block(0,0)\n"

/* lgcheck score -v OPTION... log; up to four options. */
static struct play *score(int status, const char *log, const char *a,
			  const char *b)
{
	struct play *p;

	play_file("log", log);
	p = play_command("score", "-v", play_path("log"), a, a ? b : NULL,
			 NULL);
	play_status(status);
	return p;
}

static void says(const char *text)
{
	ck_assert_msg(play_count(text) > 0, "no \"%s\" in:\n%s", text,
		      play_out());
}

START_TEST(allow_list)
{
	char option[200];

	play_file("allow", "# what is known here\n\n  WARNING at known.c:* in f\r\n"
		  "BUG: *this\n");
	snprintf(option, sizeof(option), "--allow-from=%s", play_path("allow"));
	score(3, TWO WARN("known.c:1") "ok 1 a\nok 2 b\n", NULL, NULL);
	score(0, TWO WARN("known.c:1") "ok 1 a\n[    1.000000] BUG: not "
	      "this\nok 2 b\n", option,
	      NULL);
	says("# WARNING at known.c:1 in f (during a, does not count)\n");
	says("# BUG: not this (during b, does not count)\n");
	score(3, TWO WARN("known.c:1") "ok 1 a\n" WARN("new.c:1") "ok 2 b\n",
	      option, NULL);
	says("CRASH b  WARNING at new.c:1 in f");
	score(0, TWO WARN("known.c:1") "ok 1 a\n" WARN("new.c:1") "ok 2 b\n",
	      option, "--allow=new.*f");
	/* files that would allow too much, or are none */
	play_file("allow", "x\n * \n");
	score(2, TWO, option, NULL);
	says("/allow:2: expected a text of crash titles, not only *");
	score(2, TWO, "--allow=", NULL);
	says("--allow=: its text fits every crash title");
	score(2, TWO, "--allow-from=/nowhere", NULL);
	says("/nowhere: cannot read: No such file");
}
END_TEST

/* However many of them, and whichever of the list fits. */
START_TEST(long_list)
{
	char option[200], text[100000] = "", line[40];

	for (int i = 0; i < 2000; i++) {
		snprintf(line, sizeof(line), "WARNING at %d.c:1 in f\n", i);
		strcat(text, line);
	}
	play_file("allow", text);
	snprintf(option, sizeof(option), "--allow-from=%s", play_path("allow"));
	score(0, TWO WARN("0.c:1") WARN("1999.c:1") "ok 1 a\nok 2 b\n", option,
	      NULL);
	score(3, TWO WARN("2000.c:1") "ok 1 a\nok 2 b\n", option, NULL);
}
END_TEST

START_TEST(panic_at_end)
{
	static const char *const allow = "--allow=Unable to mount root fs";

	score(3, TWO "ok 1 a\nok 2 b\n" NO_ROOT, NULL, NULL);
	score(0, TWO "ok 1 a\nok 2 b\n" NO_ROOT, allow, NULL);
	says("2 passed, 0 failed");
	score(0, TWO "ok 1 a\nok 2 b\n" NO_ROOT, allow, "--title");
	ck_assert_str_eq(play_out(), "");
	score(1, TWO "ok 1 a\nnot ok 2 b\n" NO_ROOT, allow, NULL);
	/* not all results are in */
	score(125, TWO "ok 1 a\n" NO_ROOT, allow, NULL);
	says("plan 1..2, but 1 results");
	/* and another crash */
	score(3, TWO "ok 1 a\nok 2 b\n" WARN("x.c:1") NO_ROOT, allow, NULL);
	score(3, TWO "ok 1 a\nok 2 b\n" NO_ROOT "[    2.000000] Kernel panic - "
	      "not syncing: other\n", allow, "--title");
	ck_assert_str_eq(play_out(), "Kernel panic - not syncing: other\n");
}
END_TEST

START_TEST(must_come)
{
	static const char *const splat = "--splat=a :: WARNING at *.c:1";

	score(0, TWO WARN("x.c:1") "ok 1 a\nok 2 b\n", splat, NULL);
	says("2 passed, 0 failed");
	score(0, TWO WARN("x.c:1") "ok 1 a\nok 2 b\n", splat, "--title");
	ck_assert_str_eq(play_out(), "");
	/* missing */
	score(1, TWO "ok 1 a\nok 2 b\n", splat, NULL);
	says("FAIL  a  must report \"WARNING at *.c:1\", and did not\n");
	says("1 passed, 1 failed");
	/* another one, too; or only another one */
	score(3, TWO WARN("x.c:1") WARN("y.c:2") "ok 1 a\nok 2 b\n", splat, NULL);
	says("CRASH a  WARNING at y.c:2 in f (the test says ok)\n");
	score(3, TWO WARN("y.c:2") "ok 1 a\nok 2 b\n", splat, NULL);
	/* in another test it counts */
	score(3, TWO WARN("x.c:1") "ok 1 a\n" WARN("x.c:1") "ok 2 b\n", splat,
	      NULL);
	says("CRASH b  WARNING at x.c:1 in f");
	/* not ok is not ok; what was skipped need not */
	score(1, TWO WARN("x.c:1") "not ok 1 a\nok 2 b\n", splat, NULL);
	score(0, TWO "ok 1 a # SKIP\nok 2 b\n", splat, NULL);
	/* two of them, both */
	score(1, TWO WARN("x.c:1") "ok 1 a\nok 2 b\n", splat,
	      "--splat=a :: y.c:2");
	says("FAIL  a  must report \"y.c:2\", and did not");
	score(0, TWO WARN("x.c:1") WARN("y.c:2") "ok 1 a\nok 2 b\n", splat,
	      "--splat=a :: y.c:2");
	/* of several tests each */
	score(1, TWO WARN("x.c:1") "ok 1 s.a\nok 2 s.b\n", "--splat=s.* :: x.c",
	      NULL);
	says("FAIL  s.b  must report");
	score(0, TWO WARN("x.c:1") "ok 1 s.a\n" WARN("x.c:1") "ok 2 s.b\n",
	      "--splat=s.* :: x.c", NULL);
	/* no such test */
	score(125, TWO "ok 1 a\nok 2 b\n", "--splat=c :: x.c", NULL);
	says("no test of name c, which must report \"x.c\"");
	score(2, TWO, "--splat=c: x.c", NULL);
	says("--splat=c: x.c: expected 'TEST :: TEXT'");
	score(2, TWO, "--splat=c :: *", NULL);
}
END_TEST

/* More of them than a kernel has any right to. */
START_TEST(many)
{
	char log[60000] = "KTAP version 1\n1..100\n", line[300];

	for (int i = 1; i <= 100; i++) {
		snprintf(line, sizeof(line), WARN("f%d.c:1") "ok %d t%d\n", i, i,
			 i);
		strcat(log, line);
	}
	score(0, log, "--splat=t* :: WARNING at *.c", NULL);
	says("100 passed, 0 failed");
}
END_TEST

/* --- in a suite --- */

#define WARNS "say lgcheck: start a\\n\n"                                 \
	"say [    1.000000] ------------[ cut here ]------------\\n\n"     \
	"say [    1.000000] WARNING: CPU: 0 PID: 9 at x.c:1 f+0x1/0x2\\n\n" \
	"say [    1.000000] ---[ end trace 0 ]---\\n\n"
#define RECORDS "record 1..1\nrecord # start a\nrecord ok 1 a\nrecord END 1\n" \
	"say lgcheck: powering off\\n\n"

START_TEST(in_suite)
{
	static const char *const suite = "test = a /x\ntest = b /x\n"
					 "splat = a \"x.c:*\"\n";
	struct play *p;

	play_file("suites/t/suite", suite);
	play_file("transcript", BOOT VERSION WARNS RECORDS OFF);
	play_run("run", "t/a", NULL);
	play_check(0, "PASS", "");
	ck_assert_ptr_nonnull(strstr(play_read("results/latest/results.json"),
				     "\"allowed\": true"));
	play_file("transcript", BOOT VERSION RECORDS OFF);
	play_run("run", "t/a", NULL);
	play_check(1, "FAIL", "a: must report \"x.c:*\", and did not");
	/* its bundle says the same */
	ck_assert_ptr_nonnull(strstr(play_read("results/latest/t/bundle/suite"),
				     "splat = \"a\" \"x.c:*\"\n"));
	/* a part without it */
	play_file("transcript", PLAN);
	play_run("run", "t/b", NULL);
	play_check(0, "PASS", "");
	/* what the file must say */
	play_file("suites/t/suite", "test = a /x\nsplat = c \"x\"\n");
	p = play_run("run", "t", NULL);
	play_status(2);
	ck_assert_ptr_nonnull(strstr(p->out, "suite:2: expected a test of name "
				     "\"c\" for the \"splat\""));
	play_file("suites/t/suite", "splat = c x\n");
	play_run("run", "t", NULL);
	play_status(2);
	play_file("suites/t/suite", "allow = \"*\"\n");
	p = play_run("run", "t", NULL);
	play_status(2);
	ck_assert_ptr_nonnull(strstr(p->out, "suite:1: expected a text of crash "
				     "titles, not only *"));
}
END_TEST

static void ktap_guest(const char *transcript, const char *suite)
{
	play_file("transcript", transcript);
	play_file("suites/t/suite", suite);
	play_run("run", "t", NULL);
}

START_TEST(panic_in_suite)
{
	static const char *const all = BOOT
		"say KTAP version 1\\n1..1\\nok 1 a\\n\n"
		"say [    2.000000] Kernel panic - not syncing: VFS: no root\\n\n"
		"err lguest: guest panicked: VFS: no root\nexit 3\n";

	ktap_guest(all, "score = ktap\n");
	play_check(3, "CRASH", "guest panicked");
	ktap_guest(all, "score = ktap\nallow = \"VFS: no *\"\n");
	play_check(0, "PASS", "");
	/* the disk is looked at all the same */
	ktap_guest(all, "score = ktap\nallow = \"VFS: no *\"\n"
		   "disk = d 4k zero\nafter = d count\n");
	play_check(1, "FAIL", "disk-d");
	/* the launcher says so, but the log does not */
	ktap_guest(BOOT "say KTAP version 1\\n1..1\\nok 1 a\\n\n"
		   "err lguest: guest panicked: VFS: no root\nexit 3\n",
		   "score = ktap\nallow = \"VFS: no *\"\n");
	play_check(3, "CRASH", "guest panicked");
}
END_TEST

/* --- results of a log --- */

#define LOG TWO "# why\nnot ok 1 a\n" WARN("x.c:1") "ok 2 b\n"

START_TEST(results)
{
	char json[200], junit[200], known[200], other[200];
	const char *xml;

	snprintf(json, sizeof(json), "--json=%s", play_path("1.json"));
	snprintf(junit, sizeof(junit), "--junit=%s", play_path("1.xml"));
	snprintf(known, sizeof(known), "--baseline=%s", play_path("known"));
	snprintf(other, sizeof(other), "--json=%s", play_path("2.json"));
	score(3, LOG, json, junit);
	says("0 passed, 2 failed, 0 skipped\n");
	play_valid_json("1.json");
	play_valid_xml("1.xml");
	xml = play_read("1.xml");
	ck_assert_ptr_nonnull(strstr(xml, "classname=\"log\""));
	ck_assert_ptr_nonnull(strstr(xml, "failures=\"1\" errors=\"1\""));
	/* what is known counts as passed */
	play_command("baseline", play_path("1.json"), NULL);
	ck_assert_str_eq(play_out(), "log/a :: FAIL: why\nlog/b :: CRASH: "
			 "WARNING at x.c:N in f\n");
	play_file("known", play_out());
	score(0, LOG, known, other);
	says("# known log/a: FAIL: why\n");
	says("# 2 known failures count as passed\n2 passed, 0 failed, 0 ");
	play_valid_json("2.json");
	score(3, TWO "not ok 1 a\n" WARN("y.c:1") "ok 2 b\n", known, NULL);
	says("0 passed, 2 failed");
	score(0, TWO "ok 1 a\nok 2 b\n", known, NULL);
	says("# fixed: log/a :: FAIL: why (remove it: ");
	score(0, TWO "ok 1 a\nok 2 b\n", other, "--name=nightly");
	play_command("compare", play_path("1.json"), play_path("2.json"), NULL);
	play_status(0);
	says("2 gone, 2 added");
	/* as everywhere: what cannot be told, and what cannot be written */
	score(125, TWO "ok 1 a # SKIP\nok 2 b # SKIP\n", json, NULL);
	ck_assert_ptr_nonnull(strstr(play_read("1.json"), "\"exit\": 125"));
	score(2, TWO, "--json=/nowhere/x", NULL);
	score(2, TWO, "--baseline=/nowhere", NULL);
	score(125, TWO "ok 1 a\nok 2 b\n", "--json=/dev/full", NULL);
	says("/dev/full: cannot write");
}
END_TEST

TCase *splats_cases(void)
{
	TCase *tc = tcase_create("splats");

	tcase_add_checked_fixture(tc, play_set_up, play_tear_down);
	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, matching, 0, sizeof(matches) / sizeof(*matches));
	tcase_add_test(tc, allow_list);
	tcase_add_test(tc, long_list);
	tcase_add_test(tc, panic_at_end);
	tcase_add_test(tc, must_come);
	tcase_add_test(tc, many);
	tcase_add_test(tc, in_suite);
	tcase_add_test(tc, panic_in_suite);
	tcase_add_test(tc, results);
	return tc;
}
