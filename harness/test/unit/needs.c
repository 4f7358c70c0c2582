// SPDX-License-Identifier: GPL-2.0
/* Suites that need something of the kernel, which says what it has. */
#include "play.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define RECORDS "describe = try\n"

/* If we cannot know, that does not mean that the kernel lacks it. */
START_TEST(needs_unknown)
{
	static const char head[] = { 'H', 'd', 'r', 'S', 8, 2 };
	char kernel[4096] = "", option[200];
	FILE *f = fopen(play_path("k"), "w");

	memcpy(kernel + 0x202, head, sizeof(head));
	ck_assert_ptr_nonnull(f);
	fwrite(kernel, 1, sizeof(kernel), f);
	fclose(f);
	snprintf(option, sizeof(option), "--kernel=%s", play_path("k"));
	play(BOOT, "needs = CONFIG_KUNIT=y\n", option);
	play_check(125, "ERROR", "its payload cannot be unpacked");
}
END_TEST

START_TEST(needs)
{
	play(BOOT, "needs = CONFIG_KUNIT=y\n", NULL);
	/* Nothing ran at all: not a pass. */
	play_check(125, "SKIP", "no configuration in it");
}
END_TEST

/* The transcript, and after its end a configuration as kernels carry it. */
static void kernel_with(const char *config)
{
	gzFile z = gzopen(play_path("config"), "w");
	char command[400];

	ck_assert_int_eq(gzputs(z, config), strlen(config));
	ck_assert_int_eq(gzclose(z), Z_OK);
	play_file("transcript", PLAN "exit 0\nIKCFG_ST");
	snprintf(command, sizeof(command), "cat %s >>%s", play_path("config"),
		 play_path("transcript"));
	ck_assert_int_eq(system(command), 0);
}

static const struct {
	const char *needs, *why;	/* NULL: it runs */
} needed[] = {
	{ "needs = CONFIG_EXT4_FS=y\n", "the kernel has no CONFIG_EXT4_FS=y" },
	{ "needs = CONFIG_EXT2_FS=y\nneeds = CONFIG_EXT4_FS=y\n",
	  "the kernel has no CONFIG_EXT4_FS=y" },
	{ "needs = CONFIG_NET=y\n", "the kernel has no CONFIG_NET=y" },
	{ "needs = CONFIG_NET=m\n", NULL },
	{ "needs = CONFIG_EXT2=y\n", "the kernel has no CONFIG_EXT2=y" },
	{ "needs = CONFIG_EXT2_FS=n\n", "the kernel has no CONFIG_EXT2_FS=n" },
	{ "needs = CONFIG_EXT4_FS=n\n", NULL },
	{ "needs = CONFIG_EXT2_FS=y\n", NULL },
};

/* A suite that the kernel cannot run is skipped, with the reason; others run. */
START_TEST(needs_of_a_suite)
{
	const char *why = needed[_i].why;
	char suite[200], says[200];
	struct play *p;

	kernel_with("CONFIG_EXT2_FS=y\n# CONFIG_EXT4_FS is not set\n"
		    "CONFIG_NET=m\n");
	snprintf(suite, sizeof(suite), "%stest = a /ok\n", needed[_i].needs);
	play_file("suites/t/suite", suite);
	play_file("suites/u/suite", "test = b /ok\n");
	p = play_run("run", "t", "u", NULL);
	if (why) {
		play_check(0, "SKIP", why);
		snprintf(says, sizeof(says), "\nSKIP  t: %s\n", why);
		ck_assert_msg(strstr(p->out, says), "%s", p->out);
		ck_assert_ptr_nonnull(strstr(p->out,
			"\n1 passed, 0 failed, 1 skipped\n"));
	} else {
		play_check(0, "PASS", "");
		ck_assert_ptr_nonnull(strstr(p->out,
			"\n2 passed, 0 failed, 0 skipped\n"));
	}
	/* Alone: what we could not try is not a pass. */
	play_run("run", "t", "--retry", NULL);
	play_check(why ? 125 : 0, why ? "SKIP" : "PASS", why ? why : "");
}
END_TEST

/* Suites may have a kernel of their own: its configuration counts. */
START_TEST(needs_of_its_kernel)
{
	char text[400];
	struct play *p;

	kernel_with("CONFIG_A=y\n");
	ck_assert_int_eq(rename(play_path("transcript"), play_path("other")),
			 0);
	kernel_with("CONFIG_B=y\n");
	snprintf(text, sizeof(text), "kernel = %s\nneeds = CONFIG_A=y\n"
		 "test = a /ok\n", play_path("other"));
	play_file("suites/t/suite", text);
	play_file("suites/u/suite", "needs = CONFIG_B=y\ntest = a /ok\n");
	play_file("suites/v/suite", "needs = CONFIG_A=y\ntest = a /ok\n");
	p = play_run("run", "t", "u", "v", NULL);
	play_status(0);
	ck_assert_ptr_nonnull(strstr(p->out, "\nSKIP  v: the kernel has no "
				     "CONFIG_A=y\n"));
	ck_assert_ptr_nonnull(strstr(p->out, "\n2 passed, 0 failed, 1 skip"));
}
END_TEST

TCase *needs_cases(void)
{
	TCase *tc = tcase_create("needs");

	tcase_add_checked_fixture(tc, play_set_up, play_tear_down);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, needs);
	tcase_add_test(tc, needs_unknown);
	tcase_add_loop_test(tc, needs_of_a_suite, 0,
			    sizeof(needed) / sizeof(*needed));
	tcase_add_test(tc, needs_of_its_kernel);
	return tc;
}
