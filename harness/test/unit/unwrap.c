// SPDX-License-Identifier: GPL-2.0
#include "lib/text.h"
#include "score/unwrap.h"
#include "test.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is said of a line: its kernel's, a stamp, a caller, a sender. */
#define K	1		/* the kernel's */
#define P	2		/* and printk says so itself */
#define PROGRAM	4		/* a logger names a program */
#define MIDDLE	8

struct prefix {
	const char *line;
	const char *text;
	int flags;
	int64_t stamp;
};

static const struct prefix prefixes[] = {
	/* printk: time, caller, priority */
	{ "[    1.500000] hello", "hello", K | P, 1500000 },
	{ "<6>[   12.000001][    T1]   x", "  x", K | P, 12000001 },
	{ "<6>x", "x", K, -1 },
	{ "<30>x", "x", K, -1 },
	{ "[    T123] x", "x", K | P, -1 },
	{ "[    C0]  x", " x", K | P, -1 },
	{ "<4>[T1234567] x", "x", K | P, -1 },
	{ "[    T1]", "", K | P, -1 },
	{ "[T123] x", "[T123] x", 0, -1 },
	{ "[    T1]x", "[    T1]x", 0, -1 },
	{ "[    1.500000][T12345] x", "x", K | P, 1500000 },
	{ "[    1.500000] [T1]x", "[T1]x", K | P, 1500000 },
	/* dmesg, with and without -x, -T, -e, -d and an ISO date */
	{ "kern  :info  : [    1.500000]     ok 1 a", "    ok 1 a", K | P,
	  1500000 },
	{ "user  :notice: hello", "hello", 0, -1 },
	{ "[    1.500000] [    T1]   x", "  x", K | P, 1500000 },
	{ "[    1.500000] [   C12] x", "x", K | P, 1500000 },
	{ "[Sat Jan 31 12:00:00 2026] ok 1 a", "ok 1 a", K, -1 },
	{ "[Sat Jan  3 12:00:00 2026]   ok 1 a", "  ok 1 a", K, -1 },
	{ "[Sat Jan 31 12:00:00 2026] [    T1] ok 1 a", "ok 1 a", K | P, -1 },
	{ "[sam. janv. 31 12:00:00 2026] x", "x", K, -1 },
	{ "[Sat Jan 31 12:00:00 2026 <    0.000012>] x", "x", K, -1 },
	{ "kern  :warn  : [Sat Jan 31 12:00:00 2026] x", "x", K, -1 },
	{ "[Jan31 12:00] x", "x", K, -1 },
	{ "[Jan 3 12:00] x", "x", K, -1 },
	{ "[  +0.000012]   x", "  x", K, -1 },
	{ "[+1234.567890] x", "x", K, -1 },
	{ "[  -0.000012] x", "x", K, -1 },
	{ "[<    0.000012>] x", "x", K, -1 },
	{ "[   12.500000 <    0.000012>] x", "x", K, -1 },
	{ "kern  :alert : [  +0.000012] [    T1] x", "x", K | P, -1 },
	{ "2026-01-31T12:00:00,123456+00:00 x", "x", 0, -1 },
	/* /dev/kmsg and netconsole */
	{ "6,339,5140900,-;ok 1 a", "ok 1 a", K, -1 },
	{ "6,339,5140900,-,caller=T1;ok 1 a", "ok 1 a", K, -1 },
	{ "12,339,5140900,c;x", "x", K, -1 },
	/* syslog: also OpenWrt's and busybox's */
	{ "Jan 31 12:00:00 host kernel: [    1.500000] x", "x", K | P,
	  1500000 },
	{ "Jan  1 12:00:00 host kernel:     ok 1 a", "    ok 1 a", K, -1 },
	{ "Jan 31 12:00:00 host run.sh[123]: ok 1 a", "ok 1 a", PROGRAM, -1 },
	{ "Jan 31 12:00:00 host kern.warn kernel: [    1.500000] x", "x",
	  K | P, 1500000 },
	{ "Sat Jan 31 12:00:00 2026 kern.warn kernel: [    1.500000] x", "x",
	  K | P, 1500000 },
	{ "Sat Jan 31 12:00:00 2026 daemon.info netifd: x", "x", PROGRAM, -1 },
	{ "2026-01-31T12:00:00.123456+00:00 host kernel: x", "x", K, -1 },
	/* the journal, in any language and format */
	{ "\320\270\321\216\320\273 27 14:08:03 box kernel: x", "x", K, -1 },
	{ "?????? 27 14:08:03 box kernel: x", "x", K, -1 },
	{ "f\303\251vr. 27 14:08:03 box kernel:   x", "  x", K, -1 },
	{ " 7\346\234\210 27 14:08:03 box kernel: x", "x", K, -1 },
	{ "jul 27 14:08:03 box systemd[1]: x", "x", PROGRAM, -1 },
	{ "Jul 27 14:08:03.123456 box kernel: x", "x", K, -1 },
	{ "2026-07-27T14:08:03+0200 box kernel: x", "x", K, -1 },
	{ "2026-07-27T14:08:03.123456+02:00 box kernel: x", "x", K, -1 },
	{ "Mon 2026-07-27 14:08:03 CEST box kernel: x", "x", K, -1 },
	{ "Mon 2026-07-27 14:08:03.123456 UTC box run[1]: x", "x", PROGRAM,
	  -1 },
	{ "1785154083.123456 box kernel: x", "x", K, -1 },
	{ "[    1.500000] a-host kernel:   ok 1 a", "  ok 1 a", K | P,
	  1500000 },
	{ "[    1.500000] a-host run.sh[12]: x", "x", PROGRAM, -1 },
	{ "[    1.500000 <    0.000012 >] box kernel: x", "x", K, -1 },
	{ "[    1.500000 <    0.000012 >] box run[12]: x", "x", PROGRAM, -1 },
	{ "[    1.500000] a kernel is x", "a kernel is x", K | P, 1500000 },
	{ "[    1.500000] foo: kernel: x", "foo: kernel: x", K | P, 1500000 },
	{ "[    1.500000] init[1]: a[2]: x", "init[1]: a[2]: x", K | P,
	  1500000 },
	{ "[    1.500000] a host kern.warn kernel: x",
	  "a host kern.warn kernel: x", K | P, 1500000 },
	/* clocks of CI systems and serial loggers */
	{ "2026-01-31T12:00:00Z ok 1 a: b", "ok 1 a: b", 0, -1 },
	{ "2026-01-31T12:00:00.1234567Z     ok 1 a", "    ok 1 a", 0, -1 },
	{ "2026-01-31 12:00:00 [    1.500000] x", "x", K | P, 1500000 },
	{ "2026-01-31T12:00:00.123456Z 00O   x", "  x", 0, -1 },
	{ "2026-01-31T12:00:00.123456Z 01E [    1.500000] x", "x", K | P,
	  1500000 },
	{ "2026-01-31T12:00:00.123456Z 00O+x", "x", MIDDLE, -1 },
	{ "2026-01-31T12:00:00.123456789Z stdout F   x", "  x", 0, -1 },
	{ "[2026-01-31T12:00:00.123Z] x", "x", 0, -1 },
	{ "[2026-01-31 12:00:00.123] <6>x", "x", K, -1 },
	{ "12:00:00.123456  [    1.500000] x", "x", K | P, 1500000 },
	{ "12:00:00 x", "x", 0, -1 },
	{ "[12:00:00.123] x", "x", 0, -1 },
	{ "[1.234567 0.000012] [    1.500000] x", "x", K | P, 1500000 },
	{ "2026-01-31T12:00:00Z Jan 31 12:00:00 h kernel: [    1.500000] x",
	  "x", K | P, 1500000 },
	/* none of these */
	{ "[ INFO: x ]", "[ INFO: x ]", 0, -1 },
	{ "ok 1 [x]", "ok 1 [x]", 0, -1 },
	{ "ok 12 12:00:00 x", "ok 12 12:00:00 x", 0, -1 },
	{ "    ok 1 a", "    ok 1 a", 0, -1 },
	{ "[1.5] no", "[1.5] no", 0, -1 },
	{ "[99999999999999999999.000000] no",
	  "[99999999999999999999.000000] no", 0, -1 },
	{ "1..4", "1..4", 0, -1 },
	{ "1,2,3", "1,2,3", 0, -1 },
	{ "1234,2,3,-;x", "1234,2,3,-;x", 0, -1 },
	{ "<a>x", "<a>x", 0, -1 },
	{ "usb 1-1: new device: x", "usb 1-1: new device: x", 0, -1 },
	{ "Jan 31 12:00:00 x", "x", 0, -1 },
	{ "jan 31 12:00:00 x", "jan 31 12:00:00 x", 0, -1 },
	{ "January", "January", 0, -1 },
	{ "[Jan31] x", "[Jan31] x", 0, -1 },
	{ "2026-01-31T12:00:00", "2026-01-31T12:00:00", 0, -1 },
	{ "", "", 0, -1 },
};

static int flags_of(const struct text_line *t)
{
	ck_assert(!t->printk || t->kernel);
	ck_assert_int_eq(t->sender == SENDER_KERNEL,
			 t->kernel && t->sender != SENDER_UNKNOWN);
	return (t->kernel ? K : 0) | (t->printk ? P : 0) |
	       (t->sender == SENDER_PROGRAM ? PROGRAM : 0) |
	       (t->middle ? MIDDLE : 0);
}

START_TEST(prefix)
{
	const struct prefix *p = &prefixes[_i];
	struct text_line t;

	text_line(&t, p->line);
	ck_assert_str_eq(t.text, p->text);
	ck_assert_int_eq(flags_of(&t), p->flags);
	ck_assert_int_eq(t.stamp, p->stamp);
	ck_assert_ptr_null(t.inner);
}
END_TEST

/* Every start of every line, so that nothing is read behind an end. */
START_TEST(starts)
{
	const struct prefix *p = &prefixes[_i];
	size_t n = strlen(p->line);

	for (size_t i = 0; i <= n; i++) {
		char *line = strndup(p->line, i);
		struct text_line t;

		text_line(&t, line);
		ck_assert(t.text >= line && t.text <= line + i);
		free(line);
	}
}
END_TEST

static uint32_t caller(const char *line)
{
	struct text_line t;

	text_line(&t, line);
	return t.caller;
}

START_TEST(callers)
{
	ck_assert_uint_eq(caller("[    1.000000] x"), 0);
	ck_assert_uint_ne(caller("[    1.000000][    T0] x"), 0);
	ck_assert_uint_ne(caller("[    1.000000][    T0] x"),
			  caller("[    1.000000][    C0] x"));
	ck_assert_uint_ne(caller("[    1.000000][    T1] x"),
			  caller("[    1.000000][    T2] x"));
	ck_assert_uint_eq(caller("[    1.000000][   T12] x"),
			  caller("[    2.000000] [   T12] y"));
	ck_assert_uint_eq(caller("[   T12] x"),
			  caller("6,339,5140900,-,caller=T12;x"));
	/* what the text says is no caller */
	ck_assert_uint_eq(caller("6,339,5140900,-;a,caller=T12;"), 0);
}
END_TEST

START_TEST(inner)
{
	struct text_line t, in;

	text_line(&t, "ok [x] [    1.000000] y");
	ck_assert_str_eq(t.inner, "[    1.000000] y");
	text_inner(&t, &in);
	ck_assert_str_eq(in.text, "y");
	ck_assert(in.printk && in.stamp == 1000000 && !in.inner);
	/* two, the second of a kernel without times */
	text_line(&t, "$ [    1.000000] a [    T12] b");
	text_inner(&t, &in);
	ck_assert_str_eq(in.text, "a [    T12] b");
	text_inner(&in, &t);
	ck_assert_str_eq(t.text, "b");
	ck_assert_uint_ne(t.caller, 0);
	text_line(&t, "a [T1] b [  T1] c");
	ck_assert_ptr_null(t.inner);
}
END_TEST

static const char *shown(const char *raw, size_t len)
{
	static char line[LINE_LEN + 1];
	static struct text_line t;

	text_console(&t, line, raw, len, 0, false);
	return t.text;
}

/* A text without NULs. */
static const char *shown_text(const char *raw)
{
	return shown(raw, strlen(raw));
}

START_TEST(terminal)
{
	static const char nul[] = "o\0k 1\0 a";

	ck_assert_str_eq(shown(nul, sizeof(nul) - 1), "ok 1 a");
	ck_assert_str_eq(shown_text("\xef\xbb\xbf[    1.000000] x"), "x");
	ck_assert_str_eq(shown_text("\r[    1.000000] x\r\r"), "x");
	ck_assert_str_eq(shown_text("a\rb"), "a?b");
	/* dmesg --color, a test tool, GitLab, Buildkite, a window's title */
	ck_assert_str_eq(shown_text("\033[32m[    1.000000] \033[0m\033[33mBUG: "
				    "\033[0m\033[1mx\033[0m"), "BUG: x");
	ck_assert_str_eq(shown_text("\033[1;32mok 1 a\033[0m\r"), "ok 1 a");
	ck_assert_str_eq(shown_text("\033[0K\033[32;1mok 1 a\033[0;m"),
			 "ok 1 a");
	ck_assert_str_eq(shown_text("\033_bk;t=1785154083123\aok 1 a"),
			 "ok 1 a");
	ck_assert_str_eq(shown_text("\033]0;a title\033\\\033(Bok 1 a"),
			 "ok 1 a");
	/* one that another line was written into hides nothing of it */
	ck_assert_str_eq(shown_text("\033[1[    1.000000] x"),
			 "?[1[    1.000000] x");
	ck_assert_str_eq(shown_text("\033]0;[    1.000000] x\a"),
			 "?]0;[    1.000000] x?");
	ck_assert_str_eq(shown_text("\033[Boot"), "?[Boot");
	ck_assert_str_eq(shown_text("\033]0;"), "?]0;");
	ck_assert_str_eq(shown_text("\033"), "?");
	ck_assert_str_eq(shown("\033\0[mx", 5), "?[mx");
}
END_TEST

#define DT "\"dt\": \"2026-01-31T12:00:00.123456\", "

START_TEST(lava)
{
	/* JSON and YAML, and the orders and quotes that they come in */
	ck_assert_str_eq(shown_text("- {" DT "\"lvl\": \"target\", \"msg\": "
				    "\"[    1.000000] a \\\"b\\\" \\\\c\"}"),
			 "a \"b\" \\c");
	ck_assert_str_eq(shown_text("[{" DT "\"lvl\":\"target\",\"msg\":"
				    "\"ok 1 a\"},"), "ok 1 a");
	ck_assert_str_eq(shown_text("- {dt: '2026-01-31T12:00:00', lvl: target,"
				    " msg: 'it''s, {x}: y'}"), "it's, {x}: y");
	ck_assert_str_eq(shown_text("- {dt: 2026-01-31T12:00:00, lvl: target, "
				    "msg: ok 1 a: b}"), "ok 1 a: b");
	ck_assert_str_eq(shown_text("{\"msg\": \"    ok 1 a\", " DT
				    "\"lvl\": \"feedback\"}"), "    ok 1 a");
	/* colours are escapes there */
	ck_assert_str_eq(shown_text("- {" DT "\"lvl\": \"target\", \"msg\": "
				    "\"\\u001b[32m[    1.000000] \\x1b[0mx"
				    "\\e[m\\r\"}"), "x");
	ck_assert_str_eq(shown_text("- {" DT "\"lvl\": \"target\", \"msg\": "
				    "\"a\\tb \\u0041\\q\"}"), "a b Aq");
	/* a line that is cut, and LAVA's own words */
	ck_assert_str_eq(shown_text("- {" DT "\"lvl\": \"target\", \"msg\": "
				    "\"ok 1 a"), "ok 1 a");
	ck_assert_str_eq(shown_text("- {" DT "\"lvl\": \"target\", \"msg\": "
				    "\"ok\\"), "ok");
	ck_assert_str_eq(shown_text("- {" DT "\"lvl\": \"debug\", \"msg\": "
				    "\"[    1.000000] x\"}"), "");
	ck_assert_str_eq(shown_text("- {" DT "\"lvl\": \"results\", \"msg\": "
				    "{\"case\": \"a\"}}"), "");
	ck_assert_str_eq(shown_text("- {" DT "\"lvl\": \"target\", \"msg\": "
				    "[\"a\"]}"), "");
	/* what only looks like it */
	ck_assert_str_eq(shown_text("{\"lvl\": \"target\", \"msg\": \"x\"}"),
			 "{\"lvl\": \"target\", \"msg\": \"x\"}");
	ck_assert_str_eq(shown_text("- {x}"), "- {x}");
	ck_assert_str_eq(shown_text("- {"), "- {");
}
END_TEST

START_TEST(pieces)
{
	char raw[LINE_LEN], line[LINE_LEN + 1];
	struct text_line t;

	memset(raw, 'x', sizeof(raw));
	memcpy(raw + LINE_LEN - 100, "[    1.000000] y", 16);
	text_console(&t, line, raw, sizeof(raw), 0, false);
	ck_assert_ptr_eq(t.inner, line + LINE_LEN - 100);
	ck_assert(!t.middle);
	/* it comes again, and whole */
	text_console(&t, line, raw, sizeof(raw), 1, true);
	ck_assert_ptr_null(t.inner);
	ck_assert(t.middle);
}
END_TEST

TCase *unwrap_cases(void)
{
	int n = sizeof(prefixes) / sizeof(*prefixes);
	TCase *tc = tcase_create("unwrap");

	tcase_add_loop_test(tc, prefix, 0, n);
	tcase_add_loop_test(tc, starts, 0, n);
	tcase_add_test(tc, callers);
	tcase_add_test(tc, inner);
	tcase_add_test(tc, terminal);
	tcase_add_test(tc, lava);
	tcase_add_test(tc, pieces);
	return tc;
}
