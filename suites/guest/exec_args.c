// SPDX-License-Identifier: GPL-2.0
/* execve: arguments and environment arrive unchanged in a new image. */
#include "check.h"

extern char **environ;

#define LONG	5000

/* What the program does as "guest --child ...". */
int exec_child(int argc, char *argv[])
{
	int i;

	if (argc == 4 && !strcmp(argv[2], "exit"))
		return atoi(argv[3]);
	if (argc == 5 && !strcmp(argv[3], "exit"))	/* as #! interpreter */
		return strcmp(argv[2], "./script") ? 106 : atoi(argv[4]);
	if (argc != 6 || strcmp(argv[2], "args"))
		return 100;
	if (strcmp(argv[3], "a b\n\"c\"") || strcmp(argv[4], ""))
		return 101;
	if (strlen(argv[5]) != LONG)
		return 102;
	for (i = 0; i < LONG; i++)
		if (argv[5][i] != 'a' + i % 26)
			return 103;
	if (!environ[0] || strcmp(environ[0], "ONE=1") || !environ[1] ||
	    strcmp(environ[1], "EMPTY=") || environ[2])
		return 104;
	if (getenv("PATH"))
		return 105;
	return 42;
}

void test_exec_args(void)
{
	static char text[LONG + 1];
	char *argv[] = { "guest", "--child", "args", "a b\n\"c\"", "", text,
			 NULL };
	char *envp[] = { "ONE=1", "EMPTY=", NULL };
	pid_t pid;
	int i;

	for (i = 0; i < LONG; i++)
		text[i] = 'a' + i % 26;
	for (i = 0; i < 5; i++) {
		pid = SYS(fork());
		if (!pid) {
			execve(SELF, argv, envp);
			_exit(99);
		}
		child_exits(pid, 42);
	}
}
