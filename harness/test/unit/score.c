// SPDX-License-Identifier: GPL-2.0
/* lgcheck score: verdicts on saved logs, and the same as run's. */
#include "lib/record.h"
#include "play.h"
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

/* kselftest's runner: how the first of n tests begins. */
#define KSFT(n) "TAP version 13\n1.." #n "\n# timeout set to 45\n" \
		"# selftests: a: b\n# TAP version 13\n"

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
	/* missing, cut off, silent: never a pass */
	{ "", 125, "no results in the log", "" },
	{ BANNER, 125, "no results in the log", "" },
	{ BANNER TWO, 125, "plan 1..2, but 1 results", "" },
	{ BANNER "KTAP version 1\n1..0\n", 125, "the plan has no tests", "" },
	{ BANNER "KTAP version 1\n1..0\nKTAP version 1\n1..1\nok 1 a\n", 125,
	  "the plan has no tests", "" },
	{ BANNER "KTAP version 1\n1..0 # SKIP no device\n", 125,
	  "no device\n0 passed, 0 failed, 1 skipped\n", "" },
	{ BANNER "KTAP version 1\nok 1 a\n", 125, "no plan", "" },
	{ BANNER TWO "ok 3 b\n", 125, "result numbered 3 where 2 was due", "" },
	{ BANNER TWO "Bail out! broken\n", 125, "bailed out: broken", "" },
	/* groups: skipped, alone and in company */
	{ KSFT(1) "# 1..0 # SKIP no cgroup\nok 1 selftests: a: b # SKIP\n", 125,
	  "SKIP  selftests: a: b  no cgroup\n", "" },
	{ KSFT(2) "# 1..0 # SKIP no cgroup\nok 1 selftests: a: b # SKIP\n"
	  "ok 2 c\n", 0, "1 passed, 0 failed, 1 skipped", "" },
	{ KSFT(2) "# 1..5\n# ok 1 # SKIP root\nok 1 selftests: a: b # SKIP\n"
	  "ok 2 c\n", 0, "SKIP  selftests: a: b  plan 1..5, but 1 results\n",
	  "" },
	/* cut off and not ok: failures, which say why */
	{ KSFT(2) "# 1..5\n# ok 1 d\n#\nnot ok 1 selftests: a: b # TIMEOUT 45 "
	  "seconds\nok 2 c\n", 1,
	  "FAIL  selftests: a: b  timed out: 45 seconds\n", "" },
	{ KSFT(2) "# 1..5\n# not ok 1 d\nnot ok 1 selftests: a: b # exit=139\n"
	  "ok 2 c\n", 1, "FAIL  selftests: a: b  plan 1..5, but 1 results; "
	  "exit=139\n", "" },
	{ KSFT(2) "# 1..5\n# ok 1 d\n# Bail out! no memory\n# # Totals: pass:1\n"
	  "not ok 1 selftests: a: b # exit=1\nok 2 c\n", 1,
	  "FAIL  selftests: a: b  bailed out: no memory; exit=1\n", "" },
	{ KSFT(2) "# 1..1\n# ok 1 d\n# Bail out!\nok 1 selftests: a: b\nok 2 c\n",
	  1, "FAIL  selftests: a: b  says ok although it bailed out\n", "" },
	{ KSFT(2) "# 1..1\n# ok 1 d\nnot ok 1 selftests: a: b # exit=3\n"
	  "ok 2 c\n", 1, "not ok although no subtest failed: exit=3\n", "" },
	{ "KTAP version 1\n1..2\n    KTAP version 1\n    # Subtest: s\n"
	  "    1..3\n    # s: failed to initialize (-12)\nnot ok 1 s\nok 2 c\n",
	  1, "FAIL  s  s: failed to initialize (-12); plan 1..3, but 0 results",
	  "" },
	{ KSFT(2) "# 1..5\n# ok 1 d\nok 1 selftests: a: b\nok 2 c\n", 125,
	  "selftests: a: b: plan 1..5, but 1 results", "" },
	/* a crash after a group's last subtest is the group's */
	{ KSFT(2) "# 1..2\n# ok 1 d\n" OOPS "not ok 1 selftests: a: b # exit=139"
	  "\nok 2 c\n", 3, "CRASH selftests: a: b  BUG: NULL pointer "
	  "dereference in f\n", "BUG: NULL pointer dereference in f\n" },
	{ KSFT(2) "# 1..1\n# ok 1 d\n" OOPS "ok 1 selftests: a: b\nok 2 c\n", 3,
	  "CRASH selftests: a: b  BUG: NULL pointer dereference in f (the test "
	  "says ok)\n", "BUG: NULL pointer dereference in f\n" },
	/* what follows "#" is not part of a name, but is not lost */
	{ "TAP version 13\n1..2\nok 1 - a b # time=69ms\nnot ok 2 c # rc=7\n", 1,
	  "PASS  a b\nFAIL  c  rc=7\n      # rc=7\n", "" },
	/* groups without a name, and their crashes, get their result's name */
	{ "TAP version 13\n1..1\n# TAP version 13\n# # TAP version 13\n# # 1..1\n"
	  "# # ok 1 d\n# ok 1 e\n# # TAP version 13\n# # 1..2\n# # ok 1 d\n"
	  OOPS "# # not ok 2 f\n# not ok 2 g # exit=1\n# 1..2\nnot ok 1 h\n", 3,
	  "PASS  h.e.d\nPASS  h.g.d\nCRASH h.g.f  BUG: NULL pointer dereference "
	  "in f\n# BUG: NULL pointer dereference in f (during "
	  "h.g.f)\n", "BUG: NULL pointer dereference in f\n" },
	{ "TAP version 14\n# Subtest: 2\n    ok 1 a\n    1..1\nok 1 2\n"
	  "    ok 1 a\n    1..1\nok 2 b\n1..2\n", 0, "PASS  2.a\nPASS  b.a\n",
	  "" },
	/* with records, a suite's console says the same */
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

	expect(play_command("score", "-v", path, NULL), l->status, l->out);
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

#define WARNING_AT(where)                                             \
	"------------[ cut here ]------------\n"                       \
	"WARNING: CPU: 0 PID: 9 at " where " f+0x1/0x2\n"              \
	"---[ end trace 0 ]---\n"

/* An allowed crash may come any number of times: the next one is seen. */
START_TEST(allowed_flood)
{
	char log[20000] = BANNER "KTAP version 1\n1..2\n";
	const char *path;

	for (int i = 0; i < 100; i++)
		strcat(log, WARNING_AT("known.c:1"));
	strcat(log, "ok 1 a\n" WARNING_AT("new.c:1") "ok 2 b\n");
	path = file("log", log);
	expect(play_command("score", "--allow=known.c", path, NULL), 3,
	       "CRASH b  WARNING at new.c:1 in f (the test says ok)");
}
END_TEST

/* Runs a guest, then scores its log. */
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

/* --- records against the console --- */

struct cross_case {
	const char *console;
	int status;
	const char *reason;
};

#define SAID "say lgcheck: KTAP version 1\\nlgcheck: 1..2\\n\n"
#define BOTH "record KTAP version 1\nrecord 1..2\nrecord # start a\n" \
	"record ok 1 a\nrecord # start b\nrecord ok 2 b # SKIP no\n"    \
	"record END 2\n"

static const struct cross_case crosses[] = {
	{ SAID "say lgcheck: ok 1 a\\nlgcheck: ok 2 b # SKIP no\\n\n", 0, "" },
	/* a console without results */
	{ "say lgcheck: start a\\n\n", 0, "" },
	{ SAID "say lgcheck: not ok 1 a\\nlgcheck: ok 2 b # SKIP no\\n\n", 125,
	  "test 1 is ok in the records and not ok on the console" },
	{ SAID "say lgcheck: ok 1 a\\nlgcheck: ok 2 b\\n\n", 125,
	  "test 2 is skipped in the records and ok on the console" },
	{ SAID "say lgcheck: ok 1 a\\n\n", 125,
	  "1 results of the records are not on the console, the first is that "
	  "of test 2" },
	{ SAID "say lgcheck: ok 1 a\\nlgcheck: ok 2 b # SKIP no\\n"
	  "lgcheck: ok 3 c\\n\n", 125,
	  "the console has the result of test 3, the records end with test 2" },
	{ SAID "say lgcheck: ok 1 a\\nlgcheck: not ok 1 a\\n"
	  "lgcheck: ok 2 b # SKIP no\\n\n", 125,
	  "test 2 is skipped in the records and not ok on the console" },
	/* the kernel wrote into it */
	{ SAID "say lgcheck: ok 1 a\\nlgchusb: hello\\neck: ok 2 b # SKIP\\n\n",
	  0, "" },
	{ SAID "say lgcheck: ok 1 a\\nlgcheck: o[    1.000000] usb\\n"
	  "k 2 b # SKIP no\\n\n", 0, "" },
};

START_TEST(cross_check)
{
	const struct cross_case *c = &crosses[_i];
	char transcript[2000];

	snprintf(transcript, sizeof(transcript), "%s%s%s%s", BOOT, c->console,
		 BOTH, OFF "exit 0\n");
	play(transcript, "test = a /bin/a\ntest = b /bin/b\n"
	     "file = /sbin/init /bin/true\n", NULL);
	play_check(c->status, c->status ? "ERROR" : "PASS", c->reason);
}
END_TEST

/* --- much, and odd --- */

struct flood {
	size_t bytes;		/* of noise between the two results */
	const char *hidden;	/* in the middle of a line of 10 MB */
	int status;
};

static const struct flood floods[] = {
	{ (size_t)1 << 30, NULL, 0 },
	{ 60 << 20, "[    9.000000] BUG: hidden\n", 3 },
	{ 60 << 20, "Kernel panic - not syncing: hidden\n", 3 },
	{ 60 << 20, "[    9.000000] not ok 2 b\n", 125 },
};

static void put(int fd, const void *data, size_t n)
{
	ck_assert_int_eq(write(fd, data, n), n);
}

/* Lines, NULs, random bytes, and at last lines of ten megabytes. */
static void write_flood(int fd, const struct flood *f)
{
	static char block[1 << 20];
	const char *head = BANNER TWO, *tail = "\nok 2 b\n";
	uint32_t state = 1;
	size_t n = 0;

	for (size_t i = 0; i < sizeof(block); i++) {
		state = state * 1664525 + 1013904223;
		if (i < sizeof(block) / 2)
			block[i] = "noise of a driver\n"[i % 18];
		else
			block[i] = i < sizeof(block) / 4 * 3 ? state >> 24 : 0;
		/* nothing of it must be a result, or go on in the next block */
		if (block[i] == 'o')
			block[i] = 'O';
	}
	block[sizeof(block) - 1] = '\n';
	put(fd, head, strlen(head));
	for (; n < f->bytes - (20 << 20); n += sizeof(block))
		put(fd, block, sizeof(block));
	memset(block, '.', sizeof(block));
	for (int i = 0; i < 20; i++) {
		put(fd, block, sizeof(block));
		if (i == 5 && f->hidden)
			put(fd, f->hidden, strlen(f->hidden));
		if (i == 10)
			put(fd, "\n", 1);
	}
	put(fd, tail, strlen(tail));
}

/* In 48 MiB of address space, most of which is libraries. */
START_TEST(flood)
{
	const char *where = getenv("LGCHECK_IN_ROOT");
	struct flood flood = floods[_i], *f = &flood;
	const struct rlimit limit = { 48 << 20, 48 << 20 };
	int pipes[2], status;
	pid_t pid;

	/* an emulated CPU: still more than the limit, and minutes less */
	if (where && !strcmp(where, "vm") && f->bytes > 60 << 20)
		f->bytes = 60 << 20;
	ck_assert_int_eq(pipe2(pipes, O_CLOEXEC), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		dup2(pipes[0], 0);
		dup2(open("/dev/null", O_WRONLY), 1);
		setrlimit(RLIMIT_AS, &limit);
		execl("../lgcheck", "lgcheck", "score", NULL);
		_exit(111);
	}
	close(pipes[0]);
	write_flood(pipes[1], f);
	close(pipes[1]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == f->status,
		      "wait status 0x%x", status);
}
END_TEST

TCase *score_cases(void)
{
	TCase *tc = tcase_create("score");

	tcase_add_checked_fixture(tc, play_set_up, play_tear_down);
	tcase_set_timeout(tc, 300);
	tcase_add_loop_test(tc, saved_log, 0, sizeof(logs) / sizeof(*logs));
	tcase_add_test(tc, usage);
	tcase_add_test(tc, allowed_flood);
	tcase_add_loop_test(tc, same_as_run, 0, 6);
	tcase_add_test(tc, with_records);
	tcase_add_loop_test(tc, cross_check, 0,
			    sizeof(crosses) / sizeof(*crosses));
	tcase_add_loop_test(tc, flood, 0, sizeof(floods) / sizeof(*floods));
	return tc;
}
