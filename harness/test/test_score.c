// SPDX-License-Identifier: GPL-2.0
/* lgcheck score: verdicts on saved logs, and the same as run's. */
#include "play.h"
#include "record.h"
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define BANNER "Linux version 6.1 (gcc) #1\nRun /sbin/init as init process\n"
#define TWO "KTAP version 1\n1..2\nok 1 a\n"
#define OOPS "BUG: kernel NULL pointer dereference, address: 00000000\n" \
	     "EIP: f+0x1/0x2\n---[ end trace 0 ]---\n"

struct saved {
	const char *log;
	int status;
	const char *out;	/* a part of what is printed */
	const char *title;	/* with --title */
};

static const struct saved logs[] = {
	{ BANNER TWO "ok 2 b\n", 0, "2 passed, 0 failed, 0 skipped\n", "" },
	{ BANNER TWO "ok 2 b # SKIP no\n", 0, "1 passed, 0 failed, 1 skipped",
	  "" },
	{ BANNER TWO "# why\nnot ok 2 b\n", 1, "FAIL  b  why\n", "" },
	{ TWO OOPS "ok 2 b\n", 3, "CRASH b  BUG: NULL pointer dereference in f",
	  "BUG: NULL pointer dereference in f\n" },
	{ TWO OOPS "Kernel panic - not syncing: Fatal exception\n", 3,
	  "in f, then Kernel panic - not syncing: Fatal exception; last",
	  "BUG: NULL pointer dereference in f\n" },
	{ BANNER "Kernel panic - not syncing: VFS: no root\n", 5,
	  "never reached the first test, phase: init",
	  "Kernel panic - not syncing: VFS: no root\n" },
	/* not there, cut off, silent: never a pass */
	{ "", 125, "no results in the log", "" },
	{ BANNER, 125, "no results in the log", "" },
	{ BANNER TWO, 125, "plan 1..2, but 1 results", "" },
	{ BANNER "KTAP version 1\n1..0\n", 125, "the plan has no tests", "" },
	{ BANNER "KTAP version 1\n1..0 # SKIP no device\n", 125, "no device",
	  "" },
	{ BANNER "KTAP version 1\nok 1 a\n", 125, "no plan", "" },
	{ BANNER TWO "ok 3 b\n", 125, "result numbered 3 where 2 was due", "" },
	{ BANNER TWO "Bail out! broken\n", 125, "bailed out: broken", "" },
	/* a suite with records says on its console what it records */
	{ BANNER "lgcheck: KTAP version 1\nlgcheck: 1..1\n"
	  "lgcheck: start a\nlgcheck: ok 1 a\nlgcheck: powering off\n", 0,
	  "1 passed", "" },
};

static const char *file(const char *name, const char *text)
{
	const char *path = play_path(name);
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	ck_assert_int_eq(fclose(f), 0);
	return path;
}

static void expect(const struct play *p, int status, const char *out)
{
	ck_assert_msg(WIFEXITED(p->status) && WEXITSTATUS(p->status) == status,
		      "wait status 0x%x, not exit %d; output:\n%s", p->status,
		      status, p->out);
	ck_assert_msg(strstr(p->out, out) != NULL, "no \"%s\" in:\n%s", out,
		      p->out);
}

START_TEST(saved_log)
{
	const struct saved *l = &logs[_i];
	const char *path = file("log", l->log);
	struct play *p;

	expect(play_command("score", path, NULL), l->status, l->out);
	p = play_command("score", "--title", path, NULL);
	expect(p, l->status, "");
	ck_assert_str_eq(p->out, l->title);
}
END_TEST

START_TEST(usage)
{
	const char *path = file("log", BANNER TWO OOPS "ok 2 b\n");

	expect(play_command("score", "--help", NULL), 0, "usage: lgcheck score");
	expect(play_command("score", "-x", NULL), 2, "-x: no such option");
	expect(play_command("score", "--records", NULL), 2, "needs a value");
	expect(play_command("score", "a", "b", NULL), 2, "b: one log at a time");
	expect(play_command("score", "/nowhere", NULL), 2,
	       "/nowhere: cannot open: No such file");
	expect(play_command("score", "/", NULL), 2, "/: cannot read: Is a dir");
	expect(play_command("score", "-v", path, NULL), 3, "PASS  a\n");
	expect(play_command("score", "--allow=NULL pointer", path, NULL), 0,
	       "2 passed");
}
END_TEST

/* Runs a guest, then scores what it left. */
START_TEST(same_as_run)
{
	static const char *const says[] = {
		"say KTAP version 1\\n1..1\\nok 1 a\\n\n",
		"say KTAP version 1\\n1..1\\nnot ok 1 a\\n\n",
		"say KTAP version 1\\n1..2\\nok 1 a\\n\n",
		"say KTAP version 1\\n1..1\\nBUG: x\\nok 1 a\\n\n",
		"say Kernel panic - not syncing: x\\n\n",
		"say KTAP version 1\\n1..2\\nok 1 a\\n"
		"Kernel panic - not syncing: x\\n\n",
	};
	char transcript[2000];
	struct play *p;
	int status;

	snprintf(transcript, sizeof(transcript), "%s%s%s", BOOT, says[_i],
		 OFF "exit 0\n");
	p = play(transcript, "score = ktap\n", NULL);
	status = WEXITSTATUS(p->status);
	expect(play_command("score", play_path("results/latest/t/console.log"),
			    NULL), status, "");
}
END_TEST

START_TEST(with_records)
{
	static const char *const texts[] = { "KTAP version 1", "1..1",
					     "# start a", "ok 1 a", "END 1" };
	const char *log = file("log", BANNER "lgcheck: start a\n" OOPS);
	const char *fine = file("fine", BANNER "lgcheck: start a\n");
	char line[RECORD_LINE_MAX], all[5 * RECORD_LINE_MAX] = "";

	for (int i = 0; i < 5; i++) {
		record_format(line, i + 1, texts[i]);
		strcat(all, line);
	}
	file("records", all);
	all[strlen(all) - 2] ^= 1;
	file("bad", all);
	expect(play_command("score", "--records", play_path("records"), fine,
			    NULL), 0, "1 passed, 0 failed");
	expect(play_command("score", "--records", play_path("records"), log,
			    NULL), 3, "in f (the test says ok)");
	expect(play_command("score", "--records", play_path("bad"), fine, NULL),
	       125, "bad checksum");
	expect(play_command("score", "--records", "/nowhere", fine, NULL), 2,
	       "/nowhere: cannot open");
}
END_TEST

TCase *score_cases(void)
{
	TCase *tc = tcase_create("score");

	tcase_add_checked_fixture(tc, play_set_up, play_tear_down);
	tcase_set_timeout(tc, 300);
	tcase_add_loop_test(tc, saved_log, 0, sizeof(logs) / sizeof(*logs));
	tcase_add_test(tc, usage);
	tcase_add_loop_test(tc, same_as_run, 0, 6);
	tcase_add_test(tc, with_records);
	return tc;
}
