// SPDX-License-Identifier: GPL-2.0
/* The table of commands: what lgcheck does before a command takes over. */
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

/* If a list cannot be written, that must not look like an empty list. */
START_TEST(full)
{
	static const char *const words[] = { "help", "run --help", "list" };
	char command[400];
	int status;

	play_file("suites/t/suite", "test = a /ok\n");
	for (int i = 0; i < 3; i++) {
		snprintf(command, sizeof(command),
			 "./lgcheck %s %s%s >/dev/full 2>%s", words[i],
			 i == 2 ? "--suites=" : "",
			 i == 2 ? play_path("suites") : "", play_path("says"));
		status = system(command);
		ck_assert_msg(WEXITSTATUS(status) == 125, "%s: 0x%x", command,
			      status);
		ck_assert_ptr_nonnull(strstr(play_read("says"), "standard "
			"output cannot be written: No space left"));
	}
}
END_TEST

/* A file that is opened must not take the place of a closed output. */
START_TEST(closed)
{
	char command[900];
	int status;

	play_file("suites/t/suite", "test = a /ok\n");
	play_file("transcript", PLAN);
	snprintf(command, sizeof(command), "./lgcheck run --suites=%s "
		 "--results=%s --launcher=./fake-launcher --kernel=%s t "
		 ">&- 2>%s", play_path("suites"), play_path("results"),
		 play_path("transcript"), play_path("says"));
	status = system(command);
	ck_assert_msg(WEXITSTATUS(status) == 125, "0x%x: %s", status,
		      play_read("says"));
	ck_assert_ptr_nonnull(strstr(play_read("results/latest/results.json"),
				     "\"exit\": 0,"));
	ck_assert_ptr_null(strstr(play_read("results/latest/t/console.log"),
				  "PASS"));
}
END_TEST

/* Completion offers what the command takes, and suites as words. */
START_TEST(completion)
{
	char command[1000];

	play_file("suites/t/suite", "test = apple /ok\ntest = pear /ok\n");
	play_file("check", "PATH=$PWD:$PATH\n. $HARNESS/lgcheck.bash\nn=0\n"
		  "for c in $(_lgcheck_commands); do\n"
		  "for o in $(_lgcheck_options lgcheck $c); do\n"
		  "n=$((n + 1))\n"
		  "case $o in *=) o+=1/1 ;; esac\n"
		  "if lgcheck $c $o 2>&1 </dev/null |\n"
		  "grep 'no such option\\|no use for'; then exit 1; fi\n"
		  "done; done\n[ $n -gt 60 ] || exit 2\n"
		  "lgcheck() { command lgcheck \"$@\" --suites=$suites; }\n"
		  "mkdir $suites/../empty && cd $suites/../empty\n"
		  "says() {\nlocal want=$1\nshift\n"
		  "COMP_WORDS=(lgcheck \"$@\") COMP_CWORD=$#\n_lgcheck\n"
		  "[ \"${COMPREPLY[*]}\" = \"$want\" ] || exit 3\n}\n"
		  "says t run t\nsays 't/apple' list t/a\n"
		  "says t run --suite = t\nsays --kernel= run --ker\n"
		  "says '' score t/a\n");
	snprintf(command, sizeof(command), "suites=%s bash %s >&2",
		 play_path("suites"), play_path("check"));
	ck_assert_int_eq(WEXITSTATUS(system(command)), 0);
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
	tcase_add_test(tc, full);
	tcase_add_test(tc, closed);
	tcase_add_test(tc, completion);
	tcase_add_test(tc, unknown);
	return tc;
}
