// SPDX-License-Identifier: GPL-2.0
/* What a guest wrote to its root disk. */
#include "play.h"
#include "test.h"

#include <string.h>

START_TEST(differences)
{
	struct play *p;

	play_file("new", "fresh\n");
	play_file("suites/t/suite", "text = /d/x \"1\"\ntext = /y \"2\"\n"
		  "text = /z \"3\"\nlink = /l target\ndir = /tmp\n"
		  "test = a /debugfs rm /d/x\n"
		  "test = b /debugfs mkdir /tmp/made\n"
		  "test = c /debugfs sif /y mode 0100600\n"
		  "test = e /debugfs write /etc/fstab /fstab\n"
		  "test = f /debugfs sif /z size 0\n");
	p = play_run("run", "t", "--image-diff", NULL);
	ck_assert_ptr_nonnull(strstr(p->out, "# t: on its root disk, e2fsck: "));
	ck_assert_ptr_nonnull(strstr(p->out, "\n#   + /tmp/made\n"));
	ck_assert_ptr_nonnull(strstr(p->out, "\n#   ~ /y (mode)\n"));
	ck_assert_ptr_nonnull(strstr(p->out, "\n#   ~ /z (contents, size)\n"));
	ck_assert_ptr_nonnull(strstr(p->out, "\n#   - /d/x\n"));
	ck_assert_int_eq(play_count("\n#   - "), 1);
	ck_assert_int_eq(play_count("\n#   ~ "), 2);
}
END_TEST

START_TEST(nothing_written)
{
	struct play *p;
	json_t *j;

	play_file("suites/t/suite", "text = /y \"2\"\ntest = a /ok\n");
	p = play_run("run", "t", "--image-diff", NULL);
	play_status(0);
	ck_assert_ptr_nonnull(strstr(p->out, "e2fsck: clean (status 0)\n"));
	ck_assert_int_eq(play_count("\n#   "), 0);
	j = json_array_get(json_object_get(p->json, "suites"), 0);
	j = json_object_get(j, "image_diff");
	ck_assert(json_is_true(json_object_get(j, "complete")));
}
END_TEST

/* A disk that is no file system any more is told, and nothing worse. */
START_TEST(garbled)
{
	struct play *p;

	play_file("suites/t/suite", "text = /y \"2\"\ntest = a /garble\n");
	p = play_run("run", "t", "--image-diff", NULL);
	play_status(0);
	ck_assert_ptr_nonnull(strstr(p->out,
		"# t: on its root disk (not all of it could be read), "
		"e2fsck: errors"));
}
END_TEST

TCase *image_diff_cases(void)
{
	TCase *tc = tcase_create("image_diff");

	tcase_add_checked_fixture(tc, play_set_up, play_tear_down);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, differences);
	tcase_add_test(tc, nothing_written);
	tcase_add_test(tc, garbled);
	return tc;
}
