/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The commands of lgcheck. main.c has the table: to add a command, declare its
 * function here and give it a line there.
 */
#ifndef HARNESS_COMMAND_COMMAND_H
#define HARNESS_COMMAND_COMMAND_H

/*
 * argv[0] is the command's name.  Returns lgcheck's exit status (verdict.h).
 * Each command knows --help and writes it to stdout.
 */
typedef int command_fn(int argc, char **argv);

struct command {
	const char *name;
	command_fn *fn;
	const char *what;	/* one line for "lgcheck help" */
};

command_fn command_run;
command_fn command_list;
command_fn command_machine;
command_fn command_rerun;
command_fn command_baseline;
command_fn command_compare;
command_fn command_merge;
command_fn command_score;
command_fn command_minimise;

#endif
