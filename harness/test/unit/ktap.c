// SPDX-License-Identifier: GPL-2.0
#include "lib/text.h"
#include "score/ktap.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

static char seen[8192], errors[8192];
static struct ktap k;

static void on_plan(void *ctx, unsigned n, const char *skip)
{
	(void)ctx;
	sprintf(seen + strlen(seen), "plan %u%s%s;", n, skip ? " " : "",
		skip ? skip : "");
}

static void on_diag(void *ctx, const char *text)
{
	(void)ctx;
	sprintf(seen + strlen(seen), "#%s;", text);
}

static void on_yaml(void *ctx, const char *text)
{
	(void)ctx;
	sprintf(seen + strlen(seen), "yaml %s;", text);
}

static void on_result(void *ctx, const struct ktap_result *r)
{
	static const char *const words[] = { "", "skip ", "todo ", "xfail ",
					     "timeout ", "error " };

	(void)ctx;
	snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen),
		 "%s%s%s%s%s%s%s%s%s%s%s;", r->ok ? "ok " : "bad ",
		 r->group ? "group " : "", r->liar ? "liar " : "",
		 words[r->directive], r->was ? r->was : "",
		 r->was ? "=" : "", r->path, *r->reason ? ":" : "",
		 r->reason, r->cut ? "!" : "", r->cut ? r->cut : "");
}

static void on_error(void *ctx, const char *text)
{
	(void)ctx;
	strcat(errors, text);
	strcat(errors, ";");
}

static void on_bail_out(void *ctx, const char *reason)
{
	(void)ctx;
	sprintf(seen + strlen(seen), "bail %s;", reason);
}

static const struct ktap_ops ops = { on_plan,	on_diag,  on_yaml,
				     on_result, on_error, on_bail_out };

static void parse(const char *text)
{
	struct text_line t;
	char line[1000];

	seen[0] = errors[0] = '\0';
	ktap_init(&k, &ops, NULL);
	while (*text) {
		size_t n = strcspn(text, "\n");

		snprintf(line, sizeof(line), "%.*s", (int)n, text);
		text_line(&t, line);
		ktap_console(&k, &t);
		text += n + (text[n] == '\n');
	}
}

static void check(const char *text, const char *want, const char *error)
{
	parse(text);
	ktap_end(&k);
	ck_assert_str_eq(seen, want);
	ck_assert_str_eq(errors, error);
}

START_TEST(flat)
{
	check("KTAP version 1\n1..4\nok 1 a\n# diag\nnot ok 2 - b\n"
	      "ok 3 c # SKIP no device\nok 4 # skip: lazy\n",
	      "plan 4;ok a;#diag;bad b;ok skip c:no device;ok skip 4:lazy;",
	      "");
	check("TAP version 13\nok 1 a\nok 2\n1..2\n", "ok a;ok 2;plan 2;", "");
	check("TAP version 14\n1..3\nnot ok 1 a # TODO later\n"
	      "ok 2 b # XFAIL known\nnot ok 3 c # TIMEOUT 45 seconds\n",
	      "plan 3;bad todo a:later;ok xfail b:known;"
	      "bad timeout c:45 seconds;", "");
	check("TAP version 13\n1..0 # SKIP no such hardware\n",
	      "plan 0 no such hardware;", "");
	check("KTAP version 1\n1..2\nok a\nok b\n", "plan 2;ok a;ok b;", "");
}
END_TEST

START_TEST(not_ktap)
{
	check("ok 1 before any version\n1..3\n", "", "");
	check("KTAP version 1\n1..1\nokay 1 x\nok1 x\nnotok\n"
	      "1..x\nok 99999999999 x\n#x\nok 1 x#SKIP\n",
	      "plan 1;ok x#SKIP;", "");
}
END_TEST

START_TEST(complete)
{
	parse("KTAP version 1\n1..2\nok 1 a\n");
	ck_assert(!ktap_complete(&k));
	ktap_line(&k, "    KTAP version 1");
	ktap_line(&k, "    1..1");
	ktap_line(&k, "    ok 1 x");
	ck_assert(!ktap_complete(&k));
	ktap_line(&k, "ok 2 b");
	ck_assert(ktap_complete(&k));
	parse("KTAP version 1\nok 1 a\n");
	ck_assert(!ktap_complete(&k));
	parse("KTAP version 1\n1..0\n");
	ck_assert(!ktap_complete(&k));
}
END_TEST

START_TEST(numbering)
{
	check("KTAP version 1\n1..3\nok 1 a\nok 3 c\n", "plan 3;ok a;ok c;",
	      "result numbered 3 where 2 was due;");
	check("KTAP version 1\n1..2\nok 1 a\nok 1 a\n", "plan 2;ok a;ok a;",
	      "result numbered 1 where 2 was due;");
	check("KTAP version 1\n1..1\nok 1 a\nok 2 b\n", "plan 1;ok a;ok b;",
	      "result 2, but the plan is 1..1;");
}
END_TEST

START_TEST(plans)
{
	check("KTAP version 1\n1..3\nok 1 a\n", "plan 3;ok a;",
	      "plan 1..3, but 1 results;");
	check("KTAP version 1\nok 1 a\n", "ok a;",
	      "no plan (1..N) for 1 results;");
	check("KTAP version 1\n1..1\n1..2\nok 1 a\n", "plan 1;ok a;",
	      "a second plan, 1..2 after 1..1;");
	check("TAP version 13\nok 1 a\nok 2 b\n1..1\n", "ok a;ok b;plan 1;",
	      "plan 1..1, but 2 results;");
	check("TAP version 13\nok 1 a\n1..1\nok 2 b\n", "ok a;plan 1;ok b;",
	      "result 2 after the closing plan 1..1;");
	check("TAP version 13\n1..2\nok 1 a\nBail out! no more\n",
	      "plan 2;ok a;bail no more;", "plan 1..2, but 1 results;");
}
END_TEST

START_TEST(nested)
{
	check("KTAP version 1\n1..2\n"
	      "    KTAP version 1\n    # Subtest: suite\n    1..2\n"
	      "        KTAP version 1\n        # Subtest: param\n"
	      "        ok 1 x\n        ok 2 y\n"
	      "    # note\n"
	      "    ok 1 param\n    not ok 2 plain\n"
	      "# suite: pass:1 fail:1\n"
	      "not ok 1 suite\nok 2 other\n",
	      "plan 2;ok suite.param.x;ok suite.param.y;#note;"
	      "ok group suite.param;bad suite.plain;#suite: pass:1 fail:1;"
	      "bad group suite;ok other;",
	      "");
}
END_TEST

START_TEST(old_kunit)
{
	check("TAP version 14\n1..1\n    # Subtest: s\n    1..2\n"
	      "    ok 1 - a\n    ok 2 - b\nok 1 - s\n",
	      "plan 1;ok s.a;ok s.b;ok group s;", "");
}
END_TEST

START_TEST(nested_lies)
{
	check("KTAP version 1\n1..1\n    KTAP version 1\n    # Subtest: s\n"
	      "    1..2\n    not ok 1 a\n    ok 2 b\nok 1 s\n",
	      "plan 1;bad s.a;ok s.b;ok group liar s;", "");
	check("KTAP version 1\n1..1\n    KTAP version 1\n    # Subtest: s\n"
	      "    1..3\n    ok 1 a\nok 1 s\n",
	      "plan 1;ok s.a;ok group s;",
	      "s: plan 1..3, but 1 results;");
	check("KTAP version 1\n1..1\n    KTAP version 1\n    # Subtest: s\n"
	      "    1..1\n    not ok 1 a # SKIP x\nok 1 s\n",
	      "plan 1;bad skip s.a:x;ok group s;", "");
}
END_TEST

START_TEST(too_deep)
{
	char text[400] = "KTAP version 1\n1..1\n";

	for (int i = 1; i <= KTAP_LEVELS; i++)
		sprintf(text + strlen(text), "%*sKTAP version 1\n", 2 * i, "");
	parse(text);
	ck_assert_str_eq(errors, "subtests nested deeper than 8 levels;");
}
END_TEST

START_TEST(kernel_log)
{
	check("[    0.100000] Booting\n"
	      "[    0.500000] KTAP version 1\n"
	      "[    0.500001][    T1] 1..1\n"
	      "[    0.500002]     KTAP version 1\n"
	      "[    0.500003]     # Subtest: s\n"
	      "[    0.500004]     1..1\n"
	      "[    0.500005] some driver speaks\n"
	      "[    0.500006]     ok 1 a\n"
	      "[    0.500007] ok 1 s\n",
	      "plan 1;ok s.a;ok group s;", "");
}
END_TEST

/* A program's line that printk wrote into. */
START_TEST(split_lines)
{
	char text[4000] = "KTAP version 1\n1..1\nnot [    1.000000] x\n";

	check("KTAP version 1\n1..2\no[    1.000000] usb: hello\nk 1 a\n"
	      "not ok 2 na[    1.100000] net: up\n[    1.200000] net: down\n"
	      "me # TODO x\n",
	      "plan 2;ok a;bad todo name:x;", "");
	/* twice in one line */
	check("KTAP version 1\n1..1\no[    1.000000] x\nk 1[    1.100000] y\n"
	      " a\n", "plan 1;ok a;", "");
	/* the rest never comes: what there is must do */
	check("KTAP version 1\n1..1\nok 1 a[    1.000000] x\n",
	      "plan 1;ok a;", "");
	/* the rest never comes, but the next result does */
	check("KTAP version 1\n1..2\nok 1 a[    1.000000] x\nok 2 b\n",
	      "plan 2;ok a;ok b;", "");
	check("KTAP version 1\n1..10\nok 1[    1.000000] x\n0 b\n",
	      "plan 10;ok b;", "result numbered 10 where 1 was due;");
	/* no head: noise */
	check("KTAP version 1\n1..1\nxx[    1.000000] x\nok 1 a\n",
	      "plan 1;ok a;", "");
	/* the kernel's own result behind a program's unfinished line */
	check("KTAP version 1\n1..1\nPassword: [    1.000000] ok 1 a\n",
	      "plan 1;ok a;", "");
	/* the kernel has a lot to say meanwhile */
	for (int i = 0; i < 100; i++)
		strcat(text, "[    1.000001] noise\n");
	strcat(text, "ok 1 a\n");
	check(text, "plan 1;bad a;", "");
}
END_TEST

#define TORN(n) "\"ok " n "\" may be the rest of a \"not ok\" that another " \
		"line was written into;"

/* Where nothing shows what was torn, what may be a failure is no pass. */
START_TEST(torn_not)
{
	check("KTAP version 1\n1..1\nnot usb: hello\nusb: more\nok 1 a\n",
	      "plan 1;ok a;", TORN("1 a"));
	/* someone else's line in between */
	check("KTAP version 1\n1..1\nnot [    1.000000] x\nhello\nok 1 a\n",
	      "plan 1;ok a;", TORN("1 a"));
	/* a program wrote into the kernel's line */
	check("[    1.000000] KTAP version 1\n[    1.000000] 1..1\n"
	      "[    1.000000] not hello\nok 1 a\n",
	      "plan 1;ok a;", TORN("1 a"));
	/* with stamps it would show */
	check("[    1.000000] hello\nKTAP version 1\n1..1\nnot supported\n"
	      "ok 1 a # SKIP x\n", "plan 1;ok skip a:x;", "");
	check("[    1.000000] KTAP version 1\n[    1.000000] 1..1\n"
	      "[    1.000000] not bad\n[    1.000000] ok 1 a\n",
	      "plan 1;ok a;", "");
	check("KTAP version 1\n1..2\nnot ok 1 a\nok 2 b\n",
	      "plan 2;bad a;ok b;", "");
	/* other halves are found out by number and plan */
	check("KTAP version 1\n1..1\nn usb: hello\not ok 1 a\n", "plan 1;",
	      "plan 1..1, but 0 results;");
}
END_TEST

START_TEST(collected)
{
	check("Jan 31 12:00:00 vm kernel: KTAP version 1\n"
	      "Jan 31 12:00:00 vm kernel: 1..1\n"
	      "Jan 31 12:00:00 vm kernel:     # Subtest: s\n"
	      "Jan 31 12:00:00 vm kernel:     1..1\n"
	      "Jan 31 12:00:01 vm systemd[1]: Started x.\n"
	      "Jan 31 12:00:01 vm kernel:     not ok 1 a\n"
	      "Jan 31 12:00:01 vm kernel: not ok 1 s\n",
	      "plan 1;bad s.a;bad group s;", "");
}
END_TEST

START_TEST(yaml)
{
	check("TAP version 14\n1..2\nnot ok 1 a\n  ---\n  message: x\n"
	      "    deeper\n  ok 2 not a result\n  ...\nok 2 b\n",
	      "plan 2;bad a;yaml message: x;yaml   deeper;"
	      "yaml ok 2 not a result;ok b;", "");
	/* no end: ends where the indentation does */
	check("TAP version 14\n1..2\nnot ok 1 a\n  ---\n  x\nok 2 b\n",
	      "plan 2;bad a;yaml x;ok b;", "");
	/* nobody's block */
	check("TAP version 14\n1..1\n  ---\nok 1 b\n", "plan 1;ok b;", "");
	check("KTAP version 1\n1..1\nok 1 a\n---[ end trace 0 ]---\n",
	      "plan 1;ok a;", "");
	/* the kernel speaks meanwhile */
	check("TAP version 14\n1..2\nnot ok 1 a\n  ---\n[    1.000000] hello\n"
	      "  x\n  ...\nok 2 b\n", "plan 2;bad a;yaml x;ok b;", "");
}
END_TEST

START_TEST(tap14_subtests)
{
	check("TAP version 14\n1..2\n# Subtest: s\n    1..1\n    ok 1 - a\n"
	      "ok 1 - s\n    ok 1 b\n    1..1\nok 2 - t\n",
	      "plan 2;ok s.a;ok group s;ok 2.b;ok group 2=t;", "");
	check("TAP version 14\n1..1\n# Subtest: s\n    1..1\n"
	      "    # Subtest: in\n        1..1\n        not ok 1 a\n"
	      "    not ok 1 - in\nnot ok 1 - s\n",
	      "plan 1;bad s.in.a;bad group s.in;bad group s;", "");
}
END_TEST

/* kselftest's runner puts "# " in front of what its tests say. */
START_TEST(kselftest)
{
	check("TAP version 13\n1..2\n# selftests: timers: posix\n"
	      "# TAP version 13\n# 1..2\n# ok 1 a\n# # note\n# not ok 2 b\n"
	      "# # Totals: pass:1 fail:1\nnot ok 1 selftests: timers: posix\n"
	      "# selftests: x: y\n# ok this is no result\n"
	      "ok 2 selftests: x: y\n",
	      "plan 2;#selftests: timers: posix;ok selftests: timers: posix.a;"
	      "#note;bad selftests: timers: posix.b;#Totals: pass:1 fail:1;"
	      "bad group selftests: timers: posix;#selftests: x: y;"
	      "#ok this is no result;ok selftests: x: y;", "");
	/* says ok although a test of it failed */
	check("TAP version 13\n1..1\n# TAP version 13\n# 1..1\n# not ok 1 a\n"
	      "ok 1 s\n", "plan 1;bad 1.a;ok group liar 1=s;", "");
	check("TAP version 13\n1..1\n# TAP version 13\n# 1..3\n# ok 1 a\n"
	      "ok 1 s\n", "plan 1;ok 1.a;ok group 1=s;",
	      "s: plan 1..3, but 1 results;");
	/* bails out: the plan cannot be kept, the group must fail */
	check("TAP version 13\n1..1\n# TAP version 13\n# 1..3\n# ok 1 a\n"
	      "# Bail out! no memory\n# # Totals: pass:1\nnot ok 1 s\n",
	      "plan 1;ok 1.a;#Bail out! no memory;#Totals: pass:1;"
	      "bad group 1=s!bailed out: no memory;", "");
	check("TAP version 13\n1..1\n# TAP version 13\n# 1..3\n"
	      "# Bail out! no memory\nok 1 s\n",
	      "plan 1;#Bail out! no memory;ok group liar s!bailed out: no "
	      "memory;", "");
	/* at its end: kselftest.h's way to say that something failed */
	check("TAP version 13\n1..1\n# TAP version 13\n# 1..1\n# not ok 1 a\n"
	      "# bail out! 1 failed\nnot ok 1 s\n",
	      "plan 1;bad 1.a;#bail out! 1 failed;bad group 1=s;", "");
	check("TAP version 13\n1..1\n# TAP version 13\n# 1..1\n# ok 1 a\n"
	      "# Bail out!\nok 1 s\n",
	      "plan 1;ok 1.a;#Bail out!;ok group liar 1=s;", "");
}
END_TEST

START_TEST(lost_groups)
{
	check("KTAP version 1\n1..1\n    KTAP version 1\n    # Subtest: s\n"
	      "    1..1\n    ok 1 a\n",
	      "plan 1;ok s.a;",
	      "a group of subtests has no result of its own;"
	      "plan 1..1, but 0 results;");
	check("KTAP version 1\n1..1\n    # Subtest: s\n    1..1\n    ok 1 a\n"
	      "    KTAP version 1\n    # Subtest: t\n    1..1\n    ok 1 b\n"
	      "ok 1 t\n",
	      "plan 1;ok s.a;ok t.b;ok group t;",
	      "a group of subtests has no result of its own;");
}
END_TEST

struct described {
	const char *line, *seen;
};

/* Where a description ends, what is a directive, and what is not. */
static const struct described lines[] = {
	/* ktap.rst */
	{ "ok 1 check return code # rcode=0", "ok check return code:rcode=0;" },
	{ "not ok 1 t # TIMEOUT 30 seconds", "bad timeout t:30 seconds;" },
	{ "not ok 1 t # ERROR", "bad error t;" },
	{ "not ok 1 a b # exit=1", "bad a b:exit=1;" },
	{ "ok 1 a #", "ok a;" },
	{ "ok 1 - mptcp: 10.0.1.1:10      MPTCP     # time=69ms",
	  "ok mptcp: 10.0.1.1:10      MPTCP:time=69ms;" },
	/* an unknown directive is none */
	{ "not ok 1 a # FLAKY twice", "bad a:FLAKY twice;" },
	{ "not ok 1 a # XFAILED", "bad a:XFAILED;" },
	{ "not ok 1 a # errors=5", "bad a:errors=5;" },
	{ "not ok 1 a # error_count 5", "bad a:error_count 5;" },
	/* TAP 14: SKIP\S* and TODO\S*, in any case */
	{ "ok 1 - later # Skipped", "ok skip later;" },
	{ "not ok 1 - a # Skipped: only on x", "bad skip a:only on x;" },
	{ "ok 1 a # SKIP: why", "ok skip a:why;" },
	{ "ok 1 a # skipping, why", "ok skip a:why;" },
	{ "not ok 1 a # todo: x", "bad todo a:x;" },
	{ "ok 1 # skip this test", "ok skip 1:this test;" },
	{ "ok 1 - #SkIp any case", "ok skip 1:any case;" },
	/* "#" is not always the end */
	{ "ok 1 see https://x/y.html#skip is a url",
	  "ok see https://x/y.html#skip is a url;" },
	{ "not ok 1 issue #12 of C#", "bad issue #12 of C#;" },
	{ "not ok 1 a\\# SKIP x", "bad a# SKIP x;" },
	{ "not ok 1 hello \\# todo", "bad hello # todo;" },
	{ "not ok 1 hello \\\\# todo hash \\# x",
	  "bad todo hello \\:hash # x;" },
	{ "not ok 1 hello \\\\\\\\\\\\\\# todo", "bad hello \\\\\\# todo;" },
	{ "not ok 1 a\\b \\\\c", "bad a\\b \\c;" },
	/* only the first can be one */
	{ "not ok 1 hello # description # todo",
	  "bad hello:description # todo;" },
	{ "ok 1 a # SKIP # time=1ms", "ok skip a:# time=1ms;" },
};

START_TEST(described)
{
	char text[300], want[300];

	snprintf(text, sizeof(text), "TAP version 14\n1..1\n%s\n",
		 lines[_i].line);
	snprintf(want, sizeof(want), "plan 1;%s", lines[_i].seen);
	check(text, want, "");
}
END_TEST

/* What was skipped as a whole is one result, and the plan says why. */
START_TEST(skipped_groups)
{
	check("TAP version 13\n1..4\n# selftests: a: b\n# TAP version 13\n"
	      "# 1..0 # SKIP no cgroup\nok 1 selftests: a: b # SKIP\n"
	      "# selftests: a: c\n# TAP version 13\n# 1..0 # SKIP no disk\n"
	      "ok 2 selftests: a: c\n"
	      "# TAP version 13\n# 1..0 # skipped: no net\n"
	      "ok 3 d # SKIP my own\n"
	      "# TAP version 13\n# 1..0 # no net\nnot ok 4 e # exit=1\n",
	      "plan 4;#selftests: a: b;ok skip selftests: a: b:no cgroup;"
	      "#selftests: a: c;ok skip selftests: a: c:no disk;"
	      "ok skip d:my own;bad e:exit=1;", "");
	/* nothing of a group is no group */
	check("TAP version 14\nok 1 a\n    # Subtest: none\n    1..0\n"
	      "ok 2 - none # time=6ms\nok 3 b\n1..3\n",
	      "ok a;ok none:time=6ms;ok b;plan 3;", "");
	check("KTAP version 1\n1..1\n    KTAP version 1\n    # Subtest: p\n"
	      "ok 1 p # SKIP no parameters\n",
	      "plan 1;ok skip p:no parameters;", "");
	/* all of one are skipped one by one */
	check("TAP version 13\n1..1\n# TAP version 13\n# 1..2\n"
	      "# ok 1 a # SKIP x\n# ok 2 b # SKIP y\nok 1 s # SKIP\n",
	      "plan 1;ok skip 1.a:x;ok skip 1.b:y;ok group skip 1=s;", "");
	check("TAP version 14\n1..0 # no such module\n",
	      "plan 0 no such module;", "");
	check("TAP version 14\n1..0\n", "plan 0;", "");
}
END_TEST

/* A group that was cut off: its own result is the explanation, if it is one. */
START_TEST(cut_groups)
{
	check("TAP version 13\n1..2\n# TAP version 13\n# 1..5\n# ok 1 a\n#\n"
	      "not ok 1 s # TIMEOUT 45 seconds\nok 2 t\n",
	      "plan 2;ok 1.a;#;bad group timeout 1=s:45 seconds!plan 1..5, but "
	      "1 results;ok t;", "");
	check("TAP version 13\n1..1\n# TAP version 13\n# 1..5\n# not ok 1 a\n"
	      "not ok 1 s # exit=139\n",
	      "plan 1;bad 1.a;bad group 1=s:exit=139!plan 1..5, but 1 "
	      "results;", "");
	check("KTAP version 1\n1..1\n    KTAP version 1\n    # Subtest: s\n"
	      "    1..3\n    # s: failed to initialize (-12)\nnot ok 1 s\n",
	      "plan 1;#s: failed to initialize (-12);"
	      "bad s!plan 1..3, but 0 results;", "");
	/* ksft_exit_skip() in the middle */
	check("TAP version 13\n1..1\n# TAP version 13\n# 1..5\n"
	      "# ok 1 # SKIP root\nok 1 s # SKIP\n",
	      "plan 1;ok skip 1.1:root;ok group skip 1=s!plan 1..5, but 1 "
	      "results;", "");
	/* cut off in the innermost of three */
	check("TAP version 13\n1..1\n# TAP version 13\n# 1..2\n"
	      "# # TAP version 13\n# # 1..3\n# # ok 1 a\nnot ok 1 s\n",
	      "plan 1;ok 1.1.a;bad group 1=s!a group of subtests has no result "
	      "of its own;", "");
	check("TAP version 13\n1..1\n# TAP version 13\n# 1..2\n"
	      "# # TAP version 13\n# # 1..3\n# # ok 1 a\n# not ok 1 b\n"
	      "not ok 1 s\n",
	      "plan 1;ok 1.1.a;bad group 1.1=1.b!plan 1..3, but 1 results;"
	      "bad group 1=s!plan 1..2, but 1 results;", "");
	/* no explanation */
	check("TAP version 13\n1..1\n# TAP version 13\n# 1..5\n# not ok 1 a\n"
	      "ok 1 s\n", "plan 1;bad 1.a;ok group liar 1=s;",
	      "s: plan 1..5, but 1 results;");
	check("TAP version 13\n1..1\n# TAP version 13\n# 1..5\n# ok 1 a\n",
	      "plan 1;ok 1.a;", "a group of subtests has no result of its own;"
	      "plan 1..1, but 0 results;");
}
END_TEST

/* Names that differ late differ still when they are cut. */
START_TEST(long_names)
{
	char name[LINE_LEN], line[2 * LINE_LEN], first[KTAP_PATH + 10];

	memset(name, 'x', sizeof(name));
	name[3000] = '\0';
	for (int deep = 0; deep < 2; deep++) {
		parse("KTAP version 1\n");
		snprintf(line, sizeof(line), "    # Subtest: %s", name);
		if (deep)
			ktap_line(&k, line);
		for (int i = 1; i < 3; i++) {
			seen[0] = '\0';
			snprintf(line, sizeof(line), "%sok %d %s%d",
				 deep ? "    " : "", i, name, i);
			ck_assert(ktap_line(&k, line));
			ck_assert_uint_ge(strlen(seen), KTAP_NAME);
			ck_assert_uint_lt(strlen(seen), sizeof(first));
			if (i == 1)
				strcpy(first, seen);
		}
		ck_assert_str_ne(seen, first);
	}
	/* what fits is not touched */
	name[KTAP_NAME - 1] = '\0';
	parse("KTAP version 1\n");
	snprintf(line, sizeof(line), "ok 1 %s", name);
	ck_assert(ktap_line(&k, line));
	snprintf(line, sizeof(line), "ok %s;", name);
	ck_assert_str_eq(seen, line);
}
END_TEST

/* What KUnit says of a failure goes on in lines without "#". */
START_TEST(expectation)
{
	check("KTAP version 1\n1..1\n    KTAP version 1\n    # Subtest: s\n"
	      "    1..1\n    # a: EXPECTATION FAILED at lib/x.c:1\n"
	      "    Expected 1 == x, but\n        x == 2\nusb: hello\n"
	      "    not ok 1 a\n    other noise\nnot ok 1 s\n",
	      "plan 1;#a: EXPECTATION FAILED at lib/x.c:1;"
	      "#Expected 1 == x, but;#x == 2;bad s.a;bad group s;", "");
}
END_TEST

START_TEST(second_document)
{
	check("KTAP version 1\n1..1\nok 1 a\nKTAP version 1\n1..2\nok 1 b\n",
	      "plan 1;ok a;plan 2;ok b;", "plan 1..2, but 1 results;");
}
END_TEST

START_TEST(hostile)
{
	char line[4000];

	parse("KTAP version 1\n1..2\n");
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	memcpy(line, "ok 1 ", 5);
	ck_assert(ktap_line(&k, line));
	memcpy(line, "# Subtest: ", 11);
	ktap_line(&k, line);
	memset(line, ' ', 3000);
	ktap_line(&k, line);
	memset(line, '[', sizeof(line) - 1);
	ktap_line(&k, line);
	memset(line, '#', sizeof(line) - 1);
	ktap_line(&k, line);
	memset(line, '1', sizeof(line) - 1);
	memcpy(line, "1..", 3);
	ktap_line(&k, line);
	ktap_end(&k);
	ck_assert_ptr_nonnull(strstr(errors, "plan 1..2, but 1 results"));
}
END_TEST

TCase *ktap_cases(void)
{
	TCase *tc = tcase_create("ktap");

	tcase_add_test(tc, flat);
	tcase_add_test(tc, not_ktap);
	tcase_add_test(tc, complete);
	tcase_add_test(tc, numbering);
	tcase_add_test(tc, plans);
	tcase_add_test(tc, nested);
	tcase_add_test(tc, old_kunit);
	tcase_add_test(tc, nested_lies);
	tcase_add_test(tc, too_deep);
	tcase_add_test(tc, kernel_log);
	tcase_add_test(tc, split_lines);
	tcase_add_test(tc, torn_not);
	tcase_add_test(tc, collected);
	tcase_add_test(tc, yaml);
	tcase_add_test(tc, tap14_subtests);
	tcase_add_test(tc, kselftest);
	tcase_add_loop_test(tc, described, 0, sizeof(lines) / sizeof(*lines));
	tcase_add_test(tc, skipped_groups);
	tcase_add_test(tc, cut_groups);
	tcase_add_test(tc, long_names);
	tcase_add_test(tc, lost_groups);
	tcase_add_test(tc, expectation);
	tcase_add_test(tc, second_document);
	tcase_add_test(tc, hostile);
	return tc;
}
