// SPDX-License-Identifier: GPL-2.0
/*
 * SUITE FUNCTION [ARGUMENT]...: runs one test.  Started by init in the guest
 * with the words of the suite file, and by "make test" on the machine itself.
 */
#include "check.h"


static const struct {
	const char *name;
	void (*run)(void);
} tests[] = {
#define TEST(name) { #name, test_##name },
#include "tests.h"
#undef TEST
};

#define COUNT (sizeof(tests) / sizeof(tests[0]))

char **test_args;
pid_t test_process;

/* A suite whose tests start the program anew has its own. */
__attribute__((weak)) int exec_child(int argc, char *argv[])
{
	(void)argc;
	(void)argv;
	return 2;
}

/* A directory of the test's own; the image is thrown away afterwards. */
static void enter_directory(void)
{
	static char name[] = "test-XXXXXX";

	CHECK(mkdtemp(name));
	SYS(chdir(name));
}

int main(int argc, char *argv[])
{
	size_t i;

	if (argc >= 2 && !strcmp(argv[1], "--child"))
		return exec_child(argc, argv);
	for (i = 0; argc >= 2 && i < COUNT; i++) {
		if (strcmp(tests[i].name, argv[1]))
			continue;
		test_args = argv + 2;
		test_process = getpid();
		enter_directory();
		tests[i].run();
		return 0;
	}
	fprintf(stderr, "usage: %s TEST [ARGUMENT]..., one of:\n", argv[0]);
	for (i = 0; i < COUNT; i++)
		fprintf(stderr, "  %s\n", tests[i].name);
	return 2;
}
