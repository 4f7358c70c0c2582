// SPDX-License-Identifier: GPL-2.0
/* What a guest wrote to its root disk. */
#include "play.h"
#include "test.h"

#include <stdio.h>
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

/* Everything about a file but its contents, and odd names. */
START_TEST(not_contents)
{
	static const char *const says[] = {
		"~ /owned (owner)",	 "~ /high (owner, group)",
		"~ /attr (attributes)",	 "~ /hard (links)",
		"+ /hard2",		 "~ /link (target)",
		"~ /node (device)",	 "~ /flags (flags)",
		"~ / (mode)",		 "+ /\\x01",
		"+ /\\x02",		 "+ /back\\x5cslash",
	};
	char text[600];
	struct play *p;

	play_file("commands", "set_inode_field /high uid 65536\n"
		  "set_inode_field /high gid 131072\n"
		  "feature ext_attr\nea_set /attr user.x y\nln /hard /hard2\n"
		  "set_inode_field /hard links_count 2\n"
		  "set_inode_field /node block[0] 0x0103\n"
		  "set_inode_field /flags flags 0x10\n"
		  "set_inode_field / mode 040700\n"
		  "rm /link\nsymlink /link tarGet\n"
		  "mkdir /\x01\nmkdir /\x02\nmkdir /back\\slash\n");
	snprintf(text, sizeof(text), "text = /owned \"1\"\n"
		 "text = /high \"2\"\ntext = /attr \"3\"\n"
		 "text = /hard \"4\"\nlink = /link target\n"
		 "node = /node c 1 2\ntext = /flags \"5\"\n"
		 "test = a /debugfs set_inode_field /owned uid 7\n"
		 "test = b /debugfs -f %s\n", play_path("commands"));
	play_file("suites/t/suite", text);
	p = play_run("run", "t", "--image-diff", NULL);
	for (size_t i = 0; i < sizeof(says) / sizeof(*says); i++) {
		char line[60];

		snprintf(line, sizeof(line), "\n#   %s\n", says[i]);
		ck_assert_msg(strstr(p->out, line) != NULL, "no %s in\n%s",
			      says[i], p->out);
	}
	ck_assert_int_eq(play_count("\n#   "), 12);
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

/* A disk that is no longer a file system is reported, and nothing worse. */
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
	tcase_add_test(tc, not_contents);
	tcase_add_test(tc, nothing_written);
	tcase_add_test(tc, garbled);
	return tc;
}
