// SPDX-License-Identifier: GPL-2.0
/* lgcheck against transcripts: how it judges results. */
#include "play.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ONE_PASSES "record # start a\nrecord ok 1 a\n"
#define RECORDS "describe = try\n"
#define SCRIPT "score = script\n"
#define KTAP "score = ktap\n"

/* Output of a test must not be taken for a start. */
START_TEST(passes)
{
	struct play *p = play(BOOT VERSION
			      "record 1..3\nrecord # start a\nrecord # start of a\n"
			      "record ok 1 a\nrecord # start b\n"
			      "record ok 2 b # SKIP no disk\nrecord # start c\n"
			      "record not ok 3 c # TODO later\nrecord END 3\n"
			      OFF, RECORDS, NULL);

	play_check(0, "PASS", "");
	play_test("a", "PASS", NULL);
	play_test("b", "SKIP", "no disk");
	play_test("c", "XFAIL", "later");
	ck_assert_ptr_nonnull(strstr(p->out, "\nPASS  t/a  "));
	/* Plain text, and the summary is the last line. */
	ck_assert_ptr_null(strchr(p->out, '\033'));
	ck_assert_ptr_nonnull(
		strstr(p->out, "\n2 passed, 0 failed, 1 skipped\n"));
	ck_assert_str_eq(p->out + strlen(p->out) - 31,
			 "\n2 passed, 0 failed, 1 skipped\n");
	ck_assert_double_lt(p->seconds, 3);
}
END_TEST

START_TEST(fails)
{
	play(BOOT VERSION "record 1..2\n" ONE_PASSES
	     "record # start b\nrecord # it was 5, not 4\n"
	     "record # init: b ended with exit status 1\nrecord not ok 2 b\n"
	     "record END 2\n" OFF, RECORDS, NULL);
	play_check(1, "FAIL", "b: it was 5, not 4");
	play_test("b", "FAIL", "it was 5");
}
END_TEST

START_TEST(panics)
{
	play(BOOT VERSION "record 1..2\nsay lgcheck: start a\\n\n" ONE_PASSES
	     "say lgcheck: start b\\n\nrecord # start b\n"
	     "say [    1.000000] Kernel panic - not syncing: why not\\n\n"
	     "err lguest: guest panicked: why not\nexit 3\n", RECORDS, NULL);
	play_check(3, "CRASH", "guest panicked: why not");
	play_test("a", "PASS", NULL);
	play_test("b", "CRASH", "why not");
}
END_TEST

/* Output of a test is never a result, nor a line of init's. */
START_TEST(prints_tap)
{
	struct play *p = play(BOOT VERSION
	     "record 1..2\nrecord # start a\n"
	     "record # TAP version 13\nrecord # 1..3\nrecord # ok 7 x\n"
	     "record # start b\nrecord #\nrecord # not ok 1 y\nrecord ok 1 a\n"
	     "record # start b\nrecord # # TAP version 13\n"
	     "record # Bail out! z\nrecord not ok 2 b\nrecord END 2\n" OFF,
	     RECORDS, NULL);
	play_check(1, "FAIL", "b: Bail out! z");
	play_test("a", "PASS", NULL);
	ck_assert_ptr_nonnull(
		strstr(p->out, "\n1 passed, 1 failed, 0 skipped\n"));
}
END_TEST

START_TEST(panics_early)
{
	play("say [    0.000000] Linux version 6.1 (gcc) #1\\n\n"
	     "say [    1.000000] Kernel panic - not syncing: no root\\n\n"
	     "say [    1.000000] EIP: some_function+0x1/0x2\\n\n"
	     "err lguest: guest panicked: no root\nexit 3\n", RECORDS, NULL);
	play_check(5, "CRASH", "never reached the first test, phase: early "
		   "boot; last line: \"[    1.000000] Kernel panic");
}
END_TEST

START_TEST(killed)
{
	play(BOOT VERSION "record 1..1\nrecord # start a\n"
	     "err lguest: guest killed: trap 8 at 0xc0100000\nexit 4\n",
	     RECORDS, NULL);
	play_check(3, "CRASH", "guest killed: trap 8");
	play_test("a", "CRASH", "trap 8");
}
END_TEST

START_TEST(restarts)
{
	play(BOOT "err lguest: guest asked for a restart\nexit 5\n", RECORDS,
	     NULL);
	play_check(5, "CRASH", "asked for a restart");
}
END_TEST

START_TEST(refused)
{
	play("err lguest: x: not a kernel; build one\nexit 1\n", RECORDS,
	     NULL);
	play_check(125, "ERROR", "x: not a kernel; build one");
	play_tear_down();
	play_set_up();
	play("exit 2\n", RECORDS, NULL);
	play_check(125, "ERROR", "launcher exit status 2");
}
END_TEST

START_TEST(oops_goes_on)
{
	play(BOOT VERSION "record 1..3\nsay lgcheck: start a\\n\n"
	     "record # start a\n"
	     "say [    1.000000] BUG: kernel NULL pointer dereference, address: 0\\n\n"
	     "say [    1.000000] EIP: bad_function+0x1/0x2\\n\n"
	     "record ok 1 a\nsay lgcheck: start b\\n\nrecord # start b\n"
	     "say [    1.500000] ------------[ cut here ]------------\\n\n"
	     "say [    1.500000] WARNING: CPU: 0 PID: 9 at x.c:1 f+0x1/0x2\\n\n"
	     "record ok 2 b\nrecord # start c\nrecord ok 3 c\nrecord END 3\n"
	     OFF, RECORDS, NULL);
	play_check(3, "CRASH", "2 tests, first a: BUG: NULL pointer "
		   "dereference in bad_function (the test says ok)");
	play_test("a", "CRASH", "bad_function");
	play_test("b", "CRASH", "WARNING at x.c:1 in f");
	play_test("c", "PASS", NULL);
}
END_TEST

/* Without init's marks we must go by time. */
START_TEST(crash_by_time)
{
	play(BOOT VERSION "record 1..2\nrecord # start a\nrecord ok 1 a\n"
	     "record # start b\nsleep 300\n"
	     "say [    1.000000] BUG: scheduling while atomic: x\\n\n"
	     "sleep 300\nrecord ok 2 b\nrecord END 2\n" OFF, RECORDS, NULL);
	play_check(3, "CRASH", "b: BUG: scheduling while atomic");
	play_test("a", "PASS", NULL);
	play_test("b", "CRASH", NULL);
}
END_TEST

/* init's marks on the console place a crash, however late we read it. */
START_TEST(crash_by_marker)
{
	play(BOOT VERSION "record 1..2\nrecord # start a\nrecord ok 1 a\n"
	     "record # start b\nsleep 200\n"
	     "say lgcheck: start a\\n\n"
	     "say [    1.000000] BUG: scheduling while atomic: x\\n\n"
	     "say lgcheck: start b\\n\nsleep 200\n"
	     "record ok 2 b\nrecord END 2\n" OFF, RECORDS, NULL);
	play_check(3, "CRASH", "a: BUG: scheduling while atomic");
	play_test("a", "CRASH", NULL);
	play_test("b", "PASS", NULL);
}
END_TEST

/* After the last test, whose result is still on its way. */
START_TEST(crash_after_tests)
{
	play(BOOT VERSION "record 1..1\nrecord # start a\nsleep 200\n"
	     "say lgcheck: start a\\n\nsay lgcheck: powering off\\n\n"
	     "say [    1.000000] BUG: scheduling while atomic: x\\n\n"
	     "sleep 200\nrecord ok 1 a\nrecord END 1\n" OFF, RECORDS, NULL);
	play_check(3, "CRASH", "BUG: scheduling while atomic");
	play_test("a", "PASS", NULL);
}
END_TEST

START_TEST(crash_outside)
{
	play("say [    0.500000] BUG: scheduling while atomic: x\\n\n" BOOT
	     VERSION "record 1..1\n" ONE_PASSES "record END 1\n" OFF, RECORDS,
	     NULL);
	play_check(3, "CRASH", "scheduling while atomic (during early boot)");
	play_test("a", "PASS", NULL);
}
END_TEST

START_TEST(crash_allowed)
{
	play(BOOT VERSION "record 1..1\nrecord # start a\n"
	     "say [    1.000000] BUG: scheduling while atomic: x\\n\n"
	     "record ok 1 a\nrecord END 1\n" OFF,
	     "allow = \"scheduling while atomic\"\n", NULL);
	play_check(0, "PASS", "");
}
END_TEST

START_TEST(silent_reboot)
{
	play(BOOT "say [    3.000000] x\\n\n" BOOT VERSION "record 1..1\n"
	     ONE_PASSES "record END 1\n" OFF, RECORDS, NULL);
	play_check(3, "CRASH", "second kernel banner");
}
END_TEST

START_TEST(lies)
{
	static const struct {
		const char *transcript, *says;
	} lie[] = {
		/* truncated plan */
		{ "record 1..3\n" ONE_PASSES, "plan 1..3, but 1 results" },
		{ "record 1..1\n" ONE_PASSES, "no END record" },
		/* wrong count */
		{ "record 1..1\n" ONE_PASSES "record END 2\n",
		  "END record counts 2 tests, but 1" },
		{ "record 1..2\n" ONE_PASSES "record END 2\n",
		  "plan 1..2, but 1 results" },
		{ "record 1..1\n" ONE_PASSES "record END many\n",
		  "END record says \"many\"" },
		{ "record 1..1\n" ONE_PASSES "record END 1\nrecord ok 2 b\n",
		  "record after the END" },
		/* no test */
		{ "record 1..0\nrecord END 0\n", "the plan has no tests" },
		{ "", "no plan (1..N) for 0 results" },
		/* results of tests that were not started, or not ended */
		{ "record 1..1\nrecord ok 1 a\nrecord END 1\n",
		  "no test was started" },
		{ "record 1..1\nrecord # start a\nrecord ok 1 b\nrecord END 1\n",
		  "result of \"b\"" },
		{ "record 1..2\nrecord # start a\nrecord # start b\n"
		  "record ok 1 b\nrecord END 1\n",
		  "result of \"b\" where the result of a" },
		{ "record 1..1\nrecord # start a\nrecord END 0\n",
		  "test a has no result" },
		/* the channel */
		{ "record 1..1\n" ONE_PASSES "seq 6\nrecord END 1\n",
		  "gap: record 6 follows record 4" },
		{ "record 1..1\n" ONE_PASSES "seq 4\nrecord END 1\n",
		  "record 4 again" },
		{ "record 1..1\n" ONE_PASSES "raw lg 5 00000000 END 1\\n\n",
		  "bad checksum" },
		{ "record 1..1\n" ONE_PASSES
		  "rnoise 3000\nraw \\n\nrecord END 1\n", "record" },
		{ "record 1..1\n" ONE_PASSES "record END 1\nraw lg 6 12\n",
		  "cut short" },
		{ "record 1..1\nrecord hello\n" ONE_PASSES "record END 1\n",
		  "not KTAP: \"hello\"" },
		{ "record 1..2\n" ONE_PASSES "record Bail out! tired\n",
		  "bailed out: tired" },
	};
	char text[2000];

	snprintf(text, sizeof(text), BOOT VERSION "%s" OFF,
		 lie[_i].transcript);
	play(text, RECORDS, NULL);
	play_check(125, "ERROR", lie[_i].says);
}
END_TEST
#define LIES 19

START_TEST(own_plan)
{
	static const char suite[] = "test = a /a\ntest = b /b\n";

	play(BOOT VERSION "record 1..2\n" ONE_PASSES
	     "record # start b\nrecord ok 2 b\nrecord END 2\n" OFF, suite,
	     NULL);
	play_check(0, "PASS", "");
	play_tear_down();
	play_set_up();
	play(BOOT VERSION "record 1..1\n" ONE_PASSES "record END 1\n" OFF,
	     suite, NULL);
	play_check(125, "ERROR", "plan is 1..1, the suite has 2 tests");
	play_tear_down();
	play_set_up();
	play(BOOT VERSION "record 1..2\nrecord # start b\nrecord ok 1 b\n"
	     "record # start a\nrecord ok 2 a\nrecord END 2\n" OFF, suite,
	     NULL);
	play_check(125, "ERROR", "test 1 is \"b\", the suite has \"a\"");
}
END_TEST

START_TEST(no_results)
{
	play(BOOT OFF, RECORDS, NULL);
	play_check(125, "ERROR", "powered off with no results; never reached "
		   "the first test, phase: init");
	play_tear_down();
	play_set_up();
	play("", RECORDS, NULL);
	play_check(125, "ERROR", "not a line on the console");
}
END_TEST

/* The console at its worst: it must not spoil the result nor get lost. */
START_TEST(console_noise)
{
	FILE *f;
	long size;

	play("noise 100000\nsay \\n\\x00\\xff\\x1b[2J\nfill 1048576 x\nsay \\n\n"
	     BOOT VERSION "record 1..1\n" ONE_PASSES
	     "say \\x00\\x00lg 1 00000000 ok 1 a\\n\nrecord END 1\n" OFF,
	     RECORDS, NULL);
	play_check(0, "PASS", "");
	f = fopen(play_path("results/latest/t/console.log"), "r");
	ck_assert_ptr_nonnull(f);
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	fclose(f);
	ck_assert_int_gt(size, 1148576);
}
END_TEST

START_TEST(ktap_log)
{
	static const char log[] =
		"say [    0.500000] KTAP version 1\\n\n"
		"say [    0.500000] 1..2\\n\n"
		"say [    0.500000]     KTAP version 1\\n\n"
		"say [    0.500000]     # Subtest: s\\n\n"
		"say [    0.500000]     1..2\\n\n"
		"say [    0.500000]     ok 1 a\\n\n"
		"say [    0.500000] a driver\\n\n"
		"say [    0.500000]     ok 2 b # SKIP why\\n\n"
		"say [    0.500000] ok 1 s\\n\n";
	char text[2000];

	snprintf(text, sizeof(text), "%ssay ok 2 flat\\n\n" OFF, log);
	play(text, KTAP, NULL);
	play_check(0, "PASS", "");
	play_test("s.a", "PASS", NULL);
	play_test("s.b", "SKIP", "why");
	play_test("flat", "PASS", NULL);
	play_tear_down();
	play_set_up();
	snprintf(text, sizeof(text), "%s" OFF, log);
	play(text, KTAP, NULL);
	play_check(125, "ERROR", "plan 1..2, but 1 results");
	play_tear_down();
	play_set_up();
	play(BOOT OFF, KTAP, NULL);
	play_check(125, "ERROR", "no results");
	play_tear_down();
	play_set_up();
	snprintf(text, sizeof(text),
		 "%ssay [    0.6] BUG: Bad page map x\\n\n"
		 "say ok 2 flat\\n\n" OFF, log);
	play(text, KTAP, NULL);
	play_check(0, "PASS", "");
	play_tear_down();
	play_set_up();
	snprintf(text, sizeof(text),
		 "%ssay [    0.600000] BUG: Bad page map x\\n\n"
		 "say ok 2 flat\\n\n" OFF, log);
	play(text, KTAP, NULL);
	play_check(3, "CRASH", "flat: BUG: Bad page map");
}
END_TEST

START_TEST(script)
{
	static const char suite[] = SCRIPT
		"expect = \"login: \" 10s\nsend = \"root\\n\"\n"
		"expect = \"# \" 10s\nsend = \"poweroff\\n\"\n";

	play(BOOT "say login: \nwait root\nsay # \nwait poweroff\n" OFF, suite,
	     NULL);
	play_check(0, "PASS", "");
	play_test("step 1 expect \"login: \"", "PASS", NULL);
	play_test("step 3 expect \"# \"", "PASS", NULL);
	play_tear_down();
	play_set_up();
	play(BOOT "say login: \nwait root\n" OFF, suite, NULL);
	play_check(125, "ERROR", "powered off before the script's step 3");
}
END_TEST

START_TEST(script_late)
{
	static const char suite[] = SCRIPT
		"expect = \"login: \" 500ms\nsend = \"x\"\n"
		"expect = \"4 files\" 500ms\n";

	play(BOOT "say login: \nwait x\nsay \\n3 files\\n\nhang\n", suite, NULL);
	play_check(1, "FAIL", "not seen within 0.500 s; last line: "
		   "\"3 files\"");
	play_tear_down();
	play_set_up();
	play(BOOT "say login: \nwait x\nhang\n", suite, NULL);
	play_check(4, "HANG", "silence");
}
END_TEST

START_TEST(disks)
{
	static const char suite[] = "disk = d 64k count\nafter = d invert\n"
				    "disk = e 4k zero\nafter = e zero\n";
	static const char fine[] = BOOT VERSION "record 1..1\n" ONE_PASSES
		"record END 1\ninvert 0\n" OFF;
	static const char bad[] = BOOT VERSION "record 1..1\n" ONE_PASSES
		"record END 1\n" OFF;

	play(fine, suite, NULL);
	play_check(0, "PASS", "");
	play_test("disk-d", "PASS", NULL);
	play_test("disk-e", "PASS", NULL);
	play_tear_down();
	play_set_up();
	play(bad, suite, NULL);
	play_check(1, "FAIL", "disk-d: byte 0 is 0x00, pattern \"invert\" has "
		   "0xff");
}
END_TEST

START_TEST(image_and_arguments)
{
	char text[600], line[200], all[2000] = "";
	FILE *f;

	snprintf(text, sizeof(text), BOOT VERSION "args %s\nrecord 1..1\n"
		 ONE_PASSES "record END 1\n" OFF, play_path("args"));
	play(text, "dir = /proc\ntest = a /a x y\nmemory = 48m\n"
	     "append = quiet  a=b\ndisk = d 4k zero\n", NULL);
	play_check(0, "PASS", "");
	f = fopen(play_path("args"), "r");
	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof(line), f))
		strcat(all, line);
	fclose(f);
	ck_assert_ptr_nonnull(strstr(all, "--console=fd:3\n--block="));
	ck_assert_ptr_nonnull(strstr(all, "/t/root.img\n--block="));
	ck_assert_ptr_nonnull(strstr(all, "/t/d.img\n48m\n"));
	ck_assert_ptr_nonnull(strstr(all, "root=/dev/lgba rw"));
	ck_assert_ptr_nonnull(strstr(all, "kunit.enable=0\n"));
	ck_assert_ptr_nonnull(strstr(all, "lgcheck.time="));
	ck_assert_ptr_nonnull(strstr(all, "quiet  a=b\n"));
	snprintf(text, sizeof(text), "grep -q 'a /a x y' %s",
		 play_path("results/latest/t/root.img"));
	ck_assert_int_eq(system(text), 0);
}
END_TEST

START_TEST(initial_ram_disk)
{
	char text[600];

	snprintf(text, sizeof(text), BOOT VERSION "args %s\nrecord 1..1\n"
		 ONE_PASSES "record END 1\n" OFF, play_path("args"));
	play(text, "root = initrd\ndir = /proc\ntest = a /a x y\n", NULL);
	play_check(0, "PASS", "");
	snprintf(text, sizeof(text),
		 "cd %s && grep -q '^--initrd=.*/t/root.cpio$' args && grep -q '^rdinit=/sbin/init$' args && ! grep -q block args && ! grep -q lgba args && cpio -it --quiet <results/latest/t/root.cpio | grep -qx etc/lgcheck/plan",
		 play_path(""));
	ck_assert_int_eq(system(text), 0);
}
END_TEST

START_TEST(expectations)
{
	static const char panic[] = BOOT
		"err lguest: guest panicked: why not\nexit 3\n";

	play(panic, "verdict = CRASH\nreason = \"why not\"\nexit = 5\n", NULL);
	play_check(0, "PASS", "CRASH as expected: guest panicked: why not");
	play_tear_down();
	play_set_up();
	play(panic, "verdict = CRASH\nreason = \"else\"\n", NULL);
	play_check(1, "FAIL", "expected CRASH: else, is CRASH (exit 5)");
	play_tear_down();
	play_set_up();
	play(panic, "verdict = CRASH\nexit = 3\n", NULL);
	play_check(1, "FAIL", "is CRASH (exit 5)");
	play_tear_down();
	play_set_up();
	play(panic, "verdict = CRASH\n", "--as-is");
	play_check(5, "CRASH", "why not");
	play_tear_down();
	play_set_up();
	play("exit 1\n", "verdict = CRASH\n", NULL);
	play_check(125, "ERROR", "launcher exit status 1");
}
END_TEST

START_TEST(stats)
{
	static const char fine[] = BOOT VERSION "record 1..1\n" ONE_PASSES
		"record END 1\n" OFF;
	char text[1000];
	struct play *p;
	json_t *j;

	snprintf(text, sizeof(text), "stats {\"exits\": 12}\n%s", fine);
	p = play(text, RECORDS, "--stats");
	play_check(0, "PASS", "");
	ck_assert_ptr_nonnull(strstr(p->out, "# exits  "));
	j = json_array_get(json_object_get(p->json, "suites"), 0);
	j = json_object_get(json_object_get(j, "stats"), "exits");
	ck_assert_int_eq(json_integer_value(j), 12);
	play_tear_down();
	play_set_up();
	snprintf(text, sizeof(text), "stats {\"exits\":\n%s", fine);
	p = play(text, RECORDS, "--stats");
	play_check(0, "PASS", "");
	ck_assert_ptr_nonnull(strstr(p->out, "wrote no counters"));
}
END_TEST

TCase *run_cases(void)
{
	TCase *tc = tcase_create("run");

	tcase_add_checked_fixture(tc, play_set_up, play_tear_down);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, passes);
	tcase_add_test(tc, fails);
	tcase_add_test(tc, panics);
	tcase_add_test(tc, panics_early);
	tcase_add_test(tc, killed);
	tcase_add_test(tc, restarts);
	tcase_add_test(tc, refused);
	tcase_add_test(tc, prints_tap);
	tcase_add_test(tc, oops_goes_on);
	tcase_add_test(tc, crash_by_time);
	tcase_add_test(tc, crash_by_marker);
	tcase_add_test(tc, crash_after_tests);
	tcase_add_test(tc, crash_outside);
	tcase_add_test(tc, crash_allowed);
	tcase_add_test(tc, silent_reboot);
	tcase_add_loop_test(tc, lies, 0, LIES);
	tcase_add_test(tc, own_plan);
	tcase_add_test(tc, no_results);
	tcase_add_test(tc, console_noise);
	tcase_add_test(tc, ktap_log);
	tcase_add_test(tc, script);
	tcase_add_test(tc, script_late);
	tcase_add_test(tc, disks);
	tcase_add_test(tc, image_and_arguments);
	tcase_add_test(tc, initial_ram_disk);
	tcase_add_test(tc, expectations);
	tcase_add_test(tc, stats);
	return tc;
}
