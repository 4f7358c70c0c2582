// SPDX-License-Identifier: GPL-2.0
/*
 * guest NAME: runs one guest test.  Started by init in the guest with the names
 * of the suite file, and by "make native" on the machine itself.
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
	if (argc == 2 && !strcmp(argv[1], "--list")) {
		for (i = 0; i < COUNT; i++)
			puts(tests[i].name);
		return 0;
	}
	for (i = 0; argc == 2 && i < COUNT; i++) {
		if (strcmp(tests[i].name, argv[1]))
			continue;
		enter_directory();
		tests[i].run();
		return 0;
	}
	fprintf(stderr, "usage: guest NAME | --list\n");
	return 2;
}
