// SPDX-License-Identifier: GPL-2.0
/* What the ext2 writer refuses, with a message that names the file. */
#include "image.h"
#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct ext2_image *img;

static void setup(void)
{
	scratch_enter();
	img = image_new("i", 1 * MIB, 1024);
}

static void teardown(void)
{
	ext2_close(img);
	scratch_leave();
}

static void refused(int got, int err, const char *why)
{
	ck_assert_msg(got == err, "%d, not %d", got, err);
	ck_assert_msg(strstr(ext2_error(img), why), "\"%s\" lacks \"%s\"",
		      ext2_error(img), why);
}

static void missing(const char *path)
{
	ck_assert_msg(access(path, F_OK) < 0 && errno == ENOENT,
		      "%s is there", path);
}

START_TEST(bad_paths)
{
	char path[300] = "/";

	refused(ext2_dir(img, "", 0755), -EINVAL, "begins with /");
	refused(ext2_dir(img, "a", 0755), -EINVAL, "\"a\": a path inside");
	refused(ext2_data(img, "/", 0644, "", 0), -EINVAL, "empty name");
	refused(ext2_dir(img, "//a", 0755), -EINVAL, "//a: not a clean path");
	refused(ext2_dir(img, "/a/", 0755), -EINVAL, "/a/: not a clean path");
	refused(ext2_dir(img, "/./a", 0755), -EINVAL, "/./a: not a clean");
	refused(ext2_dir(img, "/b/..", 0755), -EINVAL, "/b/..: not a clean");
	memset(path + 1, 'x', 256);
	refused(ext2_dir(img, path, 0755), -ENAMETOOLONG, "256 bytes");
}
END_TEST

START_TEST(twice)
{
	image_ok(img, ext2_data(img, "/a/f", 0644, "x", 1));
	refused(ext2_data(img, "/a/f", 0644, "x", 1), -EEXIST, "/a/f: ");
	refused(ext2_dir(img, "/a/f", 0755), -EEXIST, "/a/f: ");
	refused(ext2_symlink(img, "/a/f", "x"), -EEXIST, "/a/f: ");
	image_ok(img, ext2_dir(img, "/a", 0700));
	refused(ext2_dir(img, "/a", 0700), -EEXIST, "/a: ");
	image_ok(img, ext2_dir(img, "/", 0700));
	refused(ext2_dir(img, "/", 0700), -EEXIST, "/: ");
	image_ok(img, ext2_dir(img, "/lost+found", 0700));
	refused(ext2_dir(img, "/lost+found", 0700), -EEXIST, "/lost+found: ");
}
END_TEST

START_TEST(not_a_directory)
{
	image_ok(img, ext2_data(img, "/f", 0644, "x", 1));
	image_ok(img, ext2_symlink(img, "/l", "f"));
	refused(ext2_data(img, "/f/x", 0644, "x", 1), -ENOTDIR,
		"/f/x: /f is not a directory");
	refused(ext2_data(img, "/l/x", 0644, "x", 1), -ENOTDIR,
		"/l/x: /l is not a directory");
}
END_TEST

START_TEST(bad_modes)
{
	refused(ext2_dir(img, "/a", 010000), -EINVAL, "/a: mode 010000");
	refused(ext2_data(img, "/b", S_IFREG | 0644, "", 0), -EINVAL,
		"/b: mode");
	refused(ext2_node(img, "/n", 0644, 1, 1), -EINVAL, "/n: a node is");
	refused(ext2_node(img, "/n", S_IFREG, 1, 1), -EINVAL, "/n: a node is");
	refused(ext2_node(img, "/n", S_IFCHR | 0600, 4096, 1), -EINVAL,
		"/n: device 4096:1");
	refused(ext2_mode(img, "/none", 0600), -ENOENT,
		"/none: is not in the image");
	image_ok(img, ext2_symlink(img, "/l", "f"));
	refused(ext2_mode(img, "/l", 0600), -EINVAL, "/l: a symbolic link");
}
END_TEST

START_TEST(bad_links)
{
	char target[1100];

	memset(target, 't', sizeof(target));
	target[1024] = '\0';
	refused(ext2_symlink(img, "/l", ""), -EINVAL, "/l: a link to nothing");
	refused(ext2_symlink(img, "/l", target), -ENAMETOOLONG,
		"/l: link target of 1024 bytes; at most 1023");
	image_ok(img, ext2_symlink(img, "/l", target + 1));
}
END_TEST

START_TEST(bad_sources)
{
	FILE *f;

	refused(ext2_file(img, "/f", 0644, "none"), -ENOENT,
		"none: No such file");
	refused(ext2_file(img, "/f", 0644, "."), -EINVAL,
		".: is not a plain file");
	f = fopen("grows", "w");
	ck_assert_ptr_nonnull(f);
	image_ok(img, ext2_file(img, "/f", 0644, "grows"));
	fputs("more", f);
	fclose(f);
	refused(ext2_write(img), -EBUSY, "grows: changed");
	ck_assert_int_eq(unlink("grows"), 0);
	refused(ext2_write(img), -ENOENT, "grows: No such file");
	missing("i");
	missing("i.part");
}
END_TEST

START_TEST(shrinking_source)
{
	FILE *f = fopen("shrinks", "w");

	ck_assert_ptr_nonnull(f);
	fputs("less", f);
	fclose(f);
	image_ok(img, ext2_file(img, "/f", 0644, "shrinks"));
	ck_assert_int_eq(truncate("shrinks", 3), 0);
	refused(ext2_write(img), -EBUSY, "shrinks: changed");
	missing("i");
}
END_TEST

START_TEST(bad_geometry)
{
	ext2_close(img);
	ck_assert_int_eq(ext2_create("g", 1 * MIB, 512, &img), -EINVAL);
	refused(-EINVAL, -EINVAL, "g: block size 512");
	ext2_close(img);
	ck_assert_int_eq(ext2_create("g", 1 * MIB + 1, 1024, &img), -EINVAL);
	refused(-EINVAL, -EINVAL, "g: image size 1048577 is not a multiple");
	ext2_close(img);
	ck_assert_int_eq(ext2_create("g", 0, 1024, &img), -EINVAL);
	refused(-EINVAL, -EINVAL, "g: image size 0");
	missing("g");
}
END_TEST

START_TEST(too_small)
{
	char *bytes = make_bytes(2 * MIB);
	char want[64];
	FILE *f;

	image_ok(img, ext2_data(img, "/f", 0644, bytes, 2 * MIB));
	f = fopen("i", "w");
	ck_assert_ptr_nonnull(f);
	fclose(f);
	refused(ext2_write(img), -ENOSPC,
		"i: image of 1024 KiB is too small; ");
	snprintf(want, sizeof(want), "%llu KiB are needed",
		 (unsigned long long)ext2_needed(img) / 1024);
	refused(-ENOSPC, -ENOSPC, want);
	missing("i.part");
	ck_assert_int_eq(access("i", F_OK), 0);	/* the old one is still there */
	free(bytes);
}
END_TEST

/* Every size from hopeless to ample: refused or sound, never in between. */
START_TEST(every_size)
{
	char *bytes = make_bytes(300000);
	int fits = 0, refusals = 0;
	uint64_t size;

	for (size = 1024; size < 640 * KIB; size += 7 * KIB) {
		struct ext2_image *one = image_new("s", size, 1024);
		int err;

		image_ok(one, ext2_data(one, "/a/b/f", 0644, bytes, 300000));
		err = ext2_write(one);
		if (err) {
			ck_assert_int_eq(err, -ENOSPC);
			refusals++;
			missing("s");
		} else {
			image_check("s");
			fits++;
			ck_assert_int_eq(unlink("s"), 0);
		}
		ext2_close(one);
	}
	ck_assert_int_gt(fits, 10);
	ck_assert_int_gt(refusals, 10);
	free(bytes);
}
END_TEST

START_TEST(bad_place)
{
	ext2_close(img);
	img = image_new("no/such/dir/i", 1 * MIB, 1024);
	refused(ext2_write(img), -ENOENT, "no/such/dir/i");
	ext2_close(img);
	ck_assert_int_eq(mkdir("taken", 0755), 0);
	img = image_new("taken", 1 * MIB, 1024);
	refused(ext2_write(img), -EISDIR, "taken: Is a directory");
	missing("taken.part");
}
END_TEST

TCase *ext2_refusal_cases(void)
{
	TCase *tc = tcase_create("ext2 refusals");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, bad_paths);
	tcase_add_test(tc, twice);
	tcase_add_test(tc, not_a_directory);
	tcase_add_test(tc, bad_modes);
	tcase_add_test(tc, bad_links);
	tcase_add_test(tc, bad_sources);
	tcase_add_test(tc, shrinking_source);
	tcase_add_test(tc, bad_geometry);
	tcase_add_test(tc, too_small);
	tcase_add_test(tc, every_size);
	tcase_add_test(tc, bad_place);
	return tc;
}
