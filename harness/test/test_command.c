// SPDX-License-Identifier: GPL-2.0
/* The table of commands: what lgcheck does before any command does anything. */
#include "play.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

START_TEST(help)
{
	static const char *const asks[] = { "help", "--help", "-h" };
	struct play *p;

	for (int i = 0; i < 3; i++) {
		p = play_command(asks[i], NULL);
		ck_assert_int_eq(p->status, 0);
		ck_assert_ptr_nonnull(strstr(p->out, "\n  run "));
		ck_assert_ptr_nonnull(strstr(p->out, "Exit status: 0 all"));
	}
	p = play_command("help", "run", NULL);
	ck_assert_int_eq(p->status, 0);
	ck_assert_ptr_nonnull(strstr(p->out, "usage: lgcheck run "));
	p = play_command("--version", NULL);
	ck_assert(!strncmp(p->out, "lgcheck ", 8));
}
END_TEST

START_TEST(unknown)
{
	struct play *p = play_command("ran", NULL);

	ck_assert_int_eq(WEXITSTATUS(p->status), 2);
	ck_assert_ptr_nonnull(strstr(p->out, "ran: no such command"));
	p = play_command(NULL);
	ck_assert_int_eq(WEXITSTATUS(p->status), 2);
	p = play_command("help", "ran", NULL);
	ck_assert_int_eq(WEXITSTATUS(p->status), 2);
}
END_TEST

TCase *command_cases(void)
{
	TCase *tc = tcase_create("command");

	tcase_add_checked_fixture(tc, play_set_up, play_tear_down);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, help);
	tcase_add_test(tc, unknown);
	return tc;
}
