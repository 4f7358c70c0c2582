// SPDX-License-Identifier: GPL-2.0
/*
 * The live line, on a terminal.  What lgcheck writes there is shown on a
 * screen of our own, so that what the user sees in the end can be compared.
 */
#include "play.h"
#include "test.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIPE "\r\033[K"
#define SLOW "test = a /sleep 1100\ntest = b /sleep 1100\n" \
	     "test = c /fail no\ntest = d /sleep 1100\n"

static char screen[65536];

static void setup(void)
{
	play_set_up();
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	unsetenv("GITHUB_ACTIONS");
}

/* What a terminal without end would show after this text. */
static void show(const char *text)
{
	size_t line = 0, at = 0, end = 0;

	for (; *text; text++) {
		if (!strncmp(text, "\033[", 2)) {
			text += 2 + strspn(text + 2, "0123456789;");
			ck_assert_msg(*text == 'K' || *text == 'm',
				      "unknown sequence: %.10s", text);
			if (*text == 'K')
				end = at;
		} else if (*text == '\r') {
			at = line;
		} else if (*text == '\n') {
			screen[end++] = '\n';
			line = at = end;
		} else {
			ck_assert_int_ge(*text, ' ');
			screen[at++] = *text;
			end = at > end ? at : end;
		}
		ck_assert_uint_lt(end, sizeof(screen) - 1);
	}
	screen[end] = '\0';
}

/* The next live line, or NULL; moves *at past it. */
static const char *live(const char **at)
{
	static char line[2000];
	size_t len;

	while ((*at = strstr(*at, WIPE))) {
		*at += strlen(WIPE);
		len = strcspn(*at, "\r\n");
		if (!len || (*at)[len] != '\r')
			continue;
		snprintf(line, sizeof(line), "%.*s", (int)len, *at);
		return line;
	}
	return NULL;
}

/*
 * Three tests of a second each: the line counts them, names the running one,
 * and from the first result on says how long the rest takes if it goes on so.
 */
START_TEST(progress)
{
	unsigned done, last = 0, lines = 0, told = 0, named = 0, min, s, spent;
	unsigned lmin, ls;
	const char *at, *line, *left;
	struct play *p;

	play_terminal(80);
	p = play(PLAN, SLOW, NULL);
	at = p->out;
	while ((line = live(&at))) {
		ck_assert_msg(sscanf(line, "%u/4 tests, %u:%2u", &done, &min,
				     &s) == 3 && strstr(line, " | t "),
			      "no such line: %s", line);
		ck_assert_uint_ge(done, last);
		last = done;
		lines++;
		spent = min * 60 + s;
		left = strstr(line, ", about ");
		ck_assert_msg(!left == !done, "%s", line);
		if (left && sscanf(left, ", about %u:%2u left", &lmin, &ls))
			ck_assert_msg(lmin * 60 + ls == spent * (5 - done) /
					      done, "%s", line);
		told += left != NULL;
		/* between two tests there is none to be named */
		if (done == 1)
			ck_assert_msg(strstr(line, " | t b") ||
					      strstr(line, " | t test"),
				      "%s", line);
		named += done == 1 && strstr(line, " | t b");
	}
	ck_assert_uint_ge(named, 1);
	ck_assert_uint_ge(last, 3);
	ck_assert_uint_ge(told, 2);
	/* At most a few times a second. */
	ck_assert_uint_ge(lines, 4);
	ck_assert_double_le(lines, 5 * p->seconds + 20);
}
END_TEST

/* The live line leaves no trace, and nothing else is missing. */
START_TEST(screen_after)
{
	char line[200], *plain, *save = NULL;
	struct play *p;
	int n = 0;

	play_terminal(80);
	p = play(PLAN, SLOW, NULL);
	show(p->out);
	ck_assert_ptr_nonnull(strstr(p->out, WIPE));
	ck_assert_ptr_null(strstr(screen, " tests, 0:"));
	ck_assert_msg(!strstr(screen, " | t "), "a rest of it:\n%s", screen);
	play_terminal(0);
	p = play_run("run", "t", NULL);
	ck_assert_ptr_null(strpbrk(p->out, "\r\033"));
	for (plain = strtok_r(p->out, "\n", &save); plain;
	     plain = strtok_r(NULL, "\n", &save), n++) {
		/* up to the times and the names of folders */
		snprintf(line, sizeof(line), "\n%.*s",
			 (int)strcspn(plain, "0123456789"), plain);
		ck_assert_msg(strstr(screen, line) ||
				      !strncmp(screen, line + 1,
					       strlen(line + 1)),
			      "not on the screen: %s", plain);
	}
	for (const char *c = screen; *c; c++)
		n -= *c == '\n';
	ck_assert_msg(!n, "lines differ by %d:\n%s", n, screen);
}
END_TEST

static void check_width(const char *out, unsigned width, bool full)
{
	size_t longest = 0;
	const char *line;

	while ((line = live(&out))) {
		ck_assert_msg(strlen(line) < width, "%u columns: %s", width,
			      line);
		if (strlen(line) > longest)
			longest = strlen(line);
	}
	ck_assert(!full || longest == width - 1);
}

/* The last column stays free: writing there may start a new line. */
START_TEST(width)
{
	static const unsigned widths[] = { 24, 40, 200, 3, 0xffff };
	unsigned columns = widths[_i];
	bool full = columns == 24 || columns == 40;
	struct play *p;

	play_terminal(columns);
	/* a line is full while the test runs: long enough for a busy machine */
	p = play(PLAN, full ? "test = a_test_with_a_longer_name /sleep 2500\n" :
			      "test = a_test_with_a_longer_name /sleep 500\n",
		 NULL);
	/* one of 3 columns is none: taken for 80 */
	check_width(p->out, columns < 20 ? 80 : columns, full);
}
END_TEST

/* The window changes while a test runs. */
START_TEST(resized)
{
	const char *cut;
	struct play *p;

	play_terminal(100);
	play_begin(PLAN, "test = a_test_with_a_name /sleep 2500\n"
		   "test = b /sleep 1500\n", NULL);
	play_until(" | t a_test_with_a_name");
	play_resize(30);
	play_until("PASS ");
	play_resize(100);
	p = play_end();
	play_status(0);
	ck_assert_ptr_nonnull(strstr(p->out, ", about "));
	/* from the first line that was cut on, up to the result */
	cut = strstr(p->out, " | t a_test_with_a_name");
	cut = strstr(cut + 1, "\r\033[K0/2 tests, 0:0");
	ck_assert_ptr_nonnull(cut);
	cut = strstr(cut + 1, "\r\033[K0/2 tests, 0:0");
	ck_assert_ptr_nonnull(cut);
	*strstr(p->out, "PASS") = '\0';
	check_width(cut, 30, true);
}
END_TEST

START_TEST(colours)
{
	struct play *p;

	play_terminal(80);
	p = play(PLAN, SLOW, NULL);
	ck_assert_ptr_nonnull(strstr(p->out, "\033[32mPASS \033[0m t/a"));
	ck_assert_ptr_nonnull(strstr(p->out, "\033[31mFAIL \033[0m t/c"));
	setenv("NO_COLOR", "", 1);	/* as if it were not set */
	p = play_run("run", "t", NULL);
	ck_assert_ptr_nonnull(strstr(p->out, "\033[32m"));
	setenv("NO_COLOR", "1", 1);
	p = play_run("run", "t", NULL);
	ck_assert_ptr_nonnull(strstr(p->out, WIPE));
	for (const char *c = p->out; (c = strstr(c, "\033[")); c++)
		ck_assert_int_eq(c[2], 'K');
}
END_TEST

static const char *const plain_terms[] = { "dumb", NULL };

/* A dumb terminal gets plain lines. */
START_TEST(dumb)
{
	struct play *p;

	if (plain_terms[_i])
		setenv("TERM", plain_terms[_i], 1);
	else
		unsetenv("TERM");
	play_terminal(80);
	p = play(PLAN, SLOW, NULL);
	play_status(1);
	ck_assert_ptr_null(strpbrk(p->out, "\r\033"));
}
END_TEST

/* Side by side: each guest is named. */
START_TEST(several)
{
	const char *at, *line;
	bool both = false;
	struct play *p;

	play_file("suites/t/suite", SLOW);
	play_file("suites/u/suite", SLOW);
	play_terminal(120);
	p = play_run("run", "-j", "2", "t", "u", NULL);
	play_status(1);
	ck_assert_ptr_nonnull(strstr(p->out, "/8 tests, 0:0"));
	at = p->out;
	while (!both && (line = live(&at)))
		both = strstr(line, " | t ") && strstr(line, " | u ");
	ck_assert(both);
}
END_TEST

/* Without an end in sight, the line does not guess one. */
START_TEST(endless)
{
	char text[300];
	struct play *p;

	snprintf(text, sizeof(text), "test = a /sleep 600\ntest = b /passes %s\n",
		 play_path("passes"));
	play_file("suites/t/suite", text);
	play_terminal(120);
	p = play_run("run", "t", "--until-fail", NULL);
	play_status(1);
	ck_assert_ptr_nonnull(strstr(p->out, WIPE "0 tests, 0:0"));
	ck_assert_ptr_null(strstr(p->out, ", about "));
	remove(play_path("passes"));
	p = play_run("run", "t", "--until-fail", "--repeat", "2", NULL);
	play_status(0);
	ck_assert_ptr_nonnull(strstr(p->out, WIPE "0/4 tests, 0:0"));
	ck_assert_ptr_nonnull(strstr(p->out, ", about "));
}
END_TEST

TCase *terminal_cases(void)
{
	TCase *tc = tcase_create("terminal");

	tcase_add_checked_fixture(tc, setup, play_tear_down);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, progress);
	tcase_add_test(tc, screen_after);
	tcase_add_loop_test(tc, width, 0, 5);
	tcase_add_test(tc, resized);
	tcase_add_test(tc, colours);
	tcase_add_loop_test(tc, dumb, 0, 2);
	tcase_add_test(tc, several);
	tcase_add_test(tc, endless);
	return tc;
}
