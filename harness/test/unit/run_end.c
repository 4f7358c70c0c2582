// SPDX-License-Identifier: GPL-2.0
/* lgcheck against transcripts: hangs, signals, faults of the machine. */
#include "play.h"
#include "test.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ONE_PASSES "record # start a\nrecord ok 1 a\n"
/* Three limits that must not be mixed up. */
#define SHORT "boot-timeout = 900ms\ntest-timeout = 700ms\n" \
	      "shutdown-timeout = 600ms\n"

START_TEST(hangs_silent)
{
	struct play *p = play("hang\n", SHORT, NULL);

	play_check(5, "HANG", "phase load: no test within 0.900 s; halted; "
		   "never reached the first test, phase: load; not a line");
	ck_assert_double_lt(p->seconds, 5);
}
END_TEST

START_TEST(hangs_in_boot)
{
	play("say [    0.000000] Linux version 6.1 (gcc) #1\\n\n"
	     "say [    0.100000] devtmpfs: initialized\\n\nhang\n", SHORT,
	     NULL);
	play_check(5, "HANG", "phase: boot; last line: \"[    0.100000] dev");
}
END_TEST

START_TEST(hangs_spinning)
{
	play(BOOT VERSION "record 1..2\n" ONE_PASSES "record # start b\nspin\n",
	     SHORT, NULL);
	play_check(4, "HANG", "test b: no result within 0.700 s");
	play_test("b", "HANG", "spinning");
	play_test("a", "PASS", NULL);
}
END_TEST

#define REPORT "results/latest/t/hang.txt"
static void has(const char *text)
{
	ck_assert_msg(strstr(play_read(REPORT), text) != NULL,
		      "not in the report: %s", text);
}

/* The launcher says where; symbols come from a file beside the kernel. */
START_TEST(hangs_somewhere)
{
	play_file("System.map",
		  "c0100000 T startup\nc0100400 t spin_here\n"
		  "c0100500 t after_it\nc0200000 D data\n");
	play("state {\"guest\": \"running\", \"irq_enabled\": false, "
	     "\"irqs_pending\": 2, \"irqs_blocked\": 0, "
	     "\"eip_samples\": [3222275092, 3222275092, 3222275088], "
	     "\"registers\": {\"eip\": 3222275092, \"cs\": 97}, "
	     "\"exits\": [{\"trap\": 14, \"error\": 2, "
	     "\"eip\": 3222274048, \"cr2\": 4096}], "
	     "\"calls\": [{\"name\": \"HALT\", \"number\": 11, \"edx\": 0, "
	     "\"ebx\": 0, \"ecx\": 0, \"eip\": 3222275344}]}\n"
	     BOOT VERSION "record 1..1\nrecord # start a\nspin\n",
	     SHORT, NULL);
	play_check(4, "HANG", "spinning at spin_here+0x14, interrupts off");
	/* Between them, on a busy machine, the time by the clock. */
	has("test a: no result within 0.700 s");
	has("; spinning; last line: \"lg");
	has("in ring 1, interrupts off; lines pending 0x2, blocked 0");
	has("2 x c0100414 spin_here+0x14\n");
	has("1 x c0100410 spin_here+0x10\n");
	has("trap 14 error 0x2 cr2 0x1000 at startup+0\n");
	has("HALT(0, 0, 0) at after_it+0x10\n");
}
END_TEST

/* A launcher that talks nonsense. */
START_TEST(hangs_untold)
{
	play("state [1, 2\n" BOOT VERSION "record 1..1\nrecord # start a\n"
	     "spin\n", SHORT, NULL);
	play_check(4, "HANG", "spinning");
	ck_assert_int_ne(access(play_path(REPORT), F_OK), 0);
}
END_TEST

/* Output is not progress. */
START_TEST(hangs_talking)
{
	struct play *p = play(BOOT VERSION "record 1..1\nrecord # start a\n"
			      "flood\n", SHORT, NULL);

	play_check(4, "HANG", "last line: \"still here\"");
	ck_assert_double_lt(p->seconds, 10);
}
END_TEST

START_TEST(hangs_between)
{
	play(BOOT VERSION "record 1..2\n" ONE_PASSES "hang\n", SHORT, NULL);
	play_check(4, "HANG", "test: no next result within 0.700 s");
}
END_TEST

START_TEST(hangs_in_shutdown)
{
	play(BOOT VERSION "record 1..1\n" ONE_PASSES "record END 1\nhang\n",
	     SHORT, NULL);
	play_check(4, "HANG", "phase shutdown: all results are in, but no "
		   "power-off within 0.600 s");
	play_test("a", "PASS", NULL);
}
END_TEST

START_TEST(whole_limit)
{
	play(BOOT VERSION "record 1..9\n" ONE_PASSES "record # start b\nhang\n",
	     "timeout = 500ms\n", NULL);
	play_check(4, "HANG", "phase test: no end within 0.500 s");
}
END_TEST

START_TEST(panics_and_stays)
{
	struct play *p = play(BOOT
		"say [    1.000000] Kernel panic - not syncing: stuck\\n\n"
		"hang\n", "", NULL);

	play_check(5, "CRASH", "Kernel panic - not syncing: stuck, and the "
		   "guest did not stop");
	ck_assert_double_lt(p->seconds, 10);
}
END_TEST

START_TEST(launcher_dies)
{
	play(BOOT VERSION "record 1..1\nrecord # start a\nsignal 9\n", "",
	     NULL);
	play_check(125, "ERROR", "died of signal 9");
	play_test("a", "ERROR", "signal 9");
}
END_TEST

START_TEST(closes_console)
{
	struct play *p = play(BOOT "close\nhang\n", "", NULL);

	play_check(125, "ERROR", "closed the console and went on");
	ck_assert_double_lt(p->seconds, 10);
	play_tear_down();
	play_set_up();
	/* but closing it in order to end is fine */
	play(BOOT VERSION "record 1..1\n" ONE_PASSES
	     "close\nsleep 200\nrecord END 1\n" OFF, "", NULL);
	play_check(0, "PASS", "");
}
END_TEST

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGKILL };

/* No launcher stays behind, however we end. */
START_TEST(signalled)
{
	int sig = signals[_i];
	char text[300];
	struct play *p;
	pid_t lgcheck, launcher;

	snprintf(text, sizeof(text), BOOT "pid %s\n%s\n", play_path("pid"),
		 _i % 2 ? "spin" : "hang");
	lgcheck = play_begin(text, "", NULL);
	launcher = play_pid("pid");
	ck_assert_int_eq(kill(launcher, 0), 0);
	kill(lgcheck, sig);
	ck_assert(play_gone(launcher));
	p = play_end();
	ck_assert(WIFSIGNALED(p->status));
	ck_assert_int_eq(WTERMSIG(p->status), sig);
	if (sig != SIGKILL) {
		json_t *s = json_array_get(json_object_get(p->json, "suites"),
					   0);

		ck_assert_str_eq(json_string_value(
				json_object_get(s, "verdict")), "ERROR");
		ck_assert_ptr_nonnull(strstr(p->out, "# interrupted"));
	}
}
END_TEST

/* Which guest had which kernel? */
START_TEST(kernel_changes)
{
	char text[600];
	struct play *p;

	snprintf(text, sizeof(text), BOOT "pid %s\nsleep 500\n" VERSION
		 "record 1..1\nrecord # start a\nrecord ok 1 a\n"
		 "record END 1\n" OFF, play_path("pid"));
	play_begin(text, "", NULL);
	play_pid("pid");
	play_file("again", PLAN "# built anew\n");
	ck_assert_int_eq(rename(play_path("again"), play_path("transcript")),
			 0);
	p = play_end();
	ck_assert_msg(WEXITSTATUS(p->status) == 125, "0x%x: %s", p->status,
		      p->out);
	ck_assert_ptr_nonnull(strstr(p->out, "/transcript: was changed during "
				     "the run"));
}
END_TEST

/* It leaves alone what its parent ignores (nohup), but never SIGCHLD. */
START_TEST(ignored)
{
	char text[600];
	struct play *p;
	pid_t lgcheck;

	snprintf(text, sizeof(text), BOOT "pid %s\nsleep 500\n" VERSION
		 "record 1..1\nrecord # start a\nrecord ok 1 a\n"
		 "record END 1\n" OFF, play_path("pid"));
	play_ignore(_i ? SIGCHLD : SIGHUP);
	lgcheck = play_begin(text, "", NULL);
	play_pid("pid");
	kill(lgcheck, SIGHUP * !_i);
	p = play_end();
	ck_assert_msg(p->status == 0, "0x%x: %s", p->status, p->out);
	ck_assert_double_lt(p->seconds, 10);
}
END_TEST

static void check_refusal(const struct play *p, int status, const char *says)
{
	ck_assert_msg(WIFEXITED(p->status) && WEXITSTATUS(p->status) == status,
		      "0x%x: %s", p->status, p->out);
	ck_assert_msg(!strncmp(p->out, "lgcheck: ", 9) &&
			      strstr(p->out, says) &&
			      strchr(p->out, '\n') ==
				      p->out + strlen(p->out) - 1,
		      "not one sentence with \"%s\": %s", says, p->out);
}

START_TEST(refusals)
{
	check_refusal(play("", "bad\n", NULL), 2, "suite:1: expected \"key");
	check_refusal(play("", "", "nosuchsuite"), 2, "suite nosuchsuite:");
	check_refusal(play("", "", "--nosuchoption"), 2,
		      "--nosuchoption: no such option");
	check_refusal(play("", "", "--memory=lots"), 2, "--memory=lots");
	check_refusal(play("", "", "t"), 2, "suite t is given twice");
	check_refusal(play("", "", "--junit=/nonexistent/x"), 2,
		      "/nonexistent/x: cannot write: No such file");
	check_refusal(play("", "", "--html=/tmp"), 2,
		      "/tmp: cannot write: Is a directory");
	check_refusal(play("", "", "--kernel=/nonexistent"), 2,
		      "/nonexistent: cannot read this kernel");
	check_refusal(play("", "", "--launcher=/nonexistent"), 125,
		      "/nonexistent: cannot run this launcher");
	check_refusal(play("", "", "--results=/proc/x"), 125,
		      "/proc/x: cannot create");
}
END_TEST

/* An executable file that is not a program: exec says so. */
START_TEST(launcher_is_no_program)
{
	char option[200];
	FILE *f = fopen(play_path("junk"), "w");

	fputs("\177ELF junk", f);
	fclose(f);
	chmod(play_path("junk"), 0755);
	snprintf(option, sizeof(option), "--launcher=%s", play_path("junk"));
	play("", "", option);
	play_check(125, "ERROR", "cannot start the launcher: Exec format");
}
END_TEST

START_TEST(image_errors)
{
	play("", "dir = /x\nfile = /y suite:nonexistent\n", NULL);
	play_check(125, "ERROR", "suite:2: ");
	play_tear_down();
	play_set_up();
	play("", "dir = /x\ndir = /x\n", NULL);
	play_check(125, "ERROR", "suite:2: ");
}
END_TEST

TCase *run_end_cases(void)
{
	TCase *tc = tcase_create("run_end");

	tcase_add_checked_fixture(tc, play_set_up, play_tear_down);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, hangs_silent);
	tcase_add_test(tc, hangs_in_boot);
	tcase_add_test(tc, hangs_spinning);
	tcase_add_test(tc, hangs_somewhere);
	tcase_add_test(tc, hangs_untold);
	tcase_add_test(tc, hangs_talking);
	tcase_add_test(tc, hangs_between);
	tcase_add_test(tc, hangs_in_shutdown);
	tcase_add_test(tc, whole_limit);
	tcase_add_test(tc, panics_and_stays);
	tcase_add_test(tc, launcher_dies);
	tcase_add_test(tc, closes_console);
	tcase_add_test(tc, kernel_changes);
	tcase_add_loop_test(tc, ignored, 0, 2);
	tcase_add_loop_test(tc, signalled, 0, 4);
	tcase_add_test(tc, refusals);
	tcase_add_test(tc, launcher_is_no_program);
	tcase_add_test(tc, image_errors);
	return tc;
}
