// SPDX-License-Identifier: GPL-2.0
/* The rule of three ^C with a fake clock, and the modes of a real terminal. */
#include "terminal.h"

#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static struct break_rule rule;

static bool feed(const char *keys, int64_t now)
{
	return break_rule_feed(&rule, (const uint8_t *)keys, strlen(keys),
			       now);
}

#define C "\003"

START_TEST(three_within_a_second)
{
	ck_assert(!feed(C, 5000));
	ck_assert(!feed(C, 5500));
	ck_assert(feed(C, 6000));
}
END_TEST

START_TEST(three_over_a_second)
{
	ck_assert(!feed(C, 5000));
	ck_assert(!feed(C, 5500));
	ck_assert(!feed(C, 6001));
	/* But now the last three were quick. */
	ck_assert(feed(C, 6500));
}
END_TEST

START_TEST(three_over_three_seconds)
{
	for (int64_t now = 0; now < 30000; now += 1000)
		ck_assert(!feed(C, now));
}
END_TEST

START_TEST(another_key_between)
{
	ck_assert(!feed(C, 0));
	ck_assert(!feed(C, 10));
	ck_assert(!feed("x", 20));
	ck_assert(!feed(C, 30));
	ck_assert(!feed(C, 40));
	ck_assert(feed(C, 50));
}
END_TEST

START_TEST(pasted_in_one_read)
{
	ck_assert(!feed(C C C, 0));
	ck_assert(!feed(C, 1));
	ck_assert(!feed(C C, 2));
	ck_assert(!feed(C, 3));
	ck_assert(!feed(C, 4));
	ck_assert(feed(C, 5));
}
END_TEST

/* Gives a child process its own terminal; returns the other end. */
static int terminal_child(pid_t *child, void (*run)(int fd))
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), fd;

	ck_assert_int_ge(master, 0);
	ck_assert_int_eq(grantpt(master), 0);
	ck_assert_int_eq(unlockpt(master), 0);
	*child = fork();
	if (!*child) {
		setsid();
		fd = open(ptsname(master), O_RDWR);
		if (fd < 0 || ioctl(fd, TIOCSCTTY, 0))
			_exit(100);
		run(fd);
		_exit(0);
	}
	return master;
}

static bool is_raw(int fd)
{
	struct termios t;

	ck_assert_int_eq(tcgetattr(fd, &t), 0);
	return !(t.c_lflag & (ISIG | ICANON | ECHO));
}

static void raw_and_back(int fd)
{
	if (is_raw(fd))
		_exit(1);
	terminal_raw(fd);
	if (!is_raw(fd))
		_exit(2);
	terminal_restore();
	if (is_raw(fd))
		_exit(3);
	terminal_restore();
}

START_TEST(is_raw_and_restored)
{
	pid_t child;
	int status;

	terminal_child(&child, raw_and_back);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}
END_TEST

static int raw_then_signal_number;

static void raw_then_signal(int fd)
{
	/* The test runner has a handler of its own for some. */
	signal(raw_then_signal_number, SIG_DFL);
	terminal_raw(fd);
	if (!is_raw(fd))
		_exit(2);
	raise(raw_then_signal_number);
}

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV };

START_TEST(is_restored_by_signals)
{
	int master, status;
	pid_t child;

	raw_then_signal_number = signals[_i];
	master = terminal_child(&child, raw_then_signal);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), signals[_i]);
	/* The other end shows the same modes. */
	ck_assert(!is_raw(master));
}
END_TEST

TCase *terminal_tests(void)
{
	TCase *tc = tcase_create("terminal");

	tcase_add_test(tc, three_within_a_second);
	tcase_add_test(tc, three_over_a_second);
	tcase_add_test(tc, three_over_three_seconds);
	tcase_add_test(tc, another_key_between);
	tcase_add_test(tc, pasted_in_one_read);
	tcase_add_test(tc, is_raw_and_restored);
	tcase_add_loop_test(tc, is_restored_by_signals, 0,
			    sizeof(signals) / sizeof(signals[0]));
	return tc;
}
