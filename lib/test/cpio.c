// SPDX-License-Identifier: GPL-2.0
/* Initial RAM disks: cpio reads back what the writer wrote. */
#include "image.h"
#include "lib/cpio.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static char *bytes;

static void fill(struct ext2_image *img)
{
	image_ok(img, ext2_data(img, "/deep/er/data", 0640, bytes, 4097));
	image_ok(img, ext2_file(img, "/sbin/init", 0755, "source"));
	image_ok(img, ext2_data(img, "/empty", 0600, "", 0));
	image_ok(img, ext2_dir(img, "/tmp", 01777));
	image_ok(img, ext2_symlink(img, "/bin", "sbin"));
	image_ok(img, ext2_node(img, "/dev/console", S_IFCHR | 0600, 5, 1));
}

static void write_file(const char *name, const void *data, size_t len)
{
	FILE *f = fopen(name, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(data, 1, len, f), len);
	fclose(f);
}

static void has(const char *name, mode_t mode, const void *data, size_t len)
{
	char *got = malloc(len + 2);
	struct stat st;
	FILE *f;

	ck_assert_msg(!lstat(name, &st), "%s is missing", name);
	ck_assert_msg(st.st_mode == mode, "%s has mode %o", name, st.st_mode);
	if (data) {
		f = fopen(name, "r");
		ck_assert_ptr_nonnull(f);
		ck_assert_uint_eq(fread(got, 1, len + 1, f), len);
		ck_assert_mem_eq(got, data, len);
		fclose(f);
	}
	free(got);
}

static void setup(void)
{
	scratch_enter();
	bytes = make_bytes(10000);
	write_file("source", bytes, 9999);
}

static void teardown(void)
{
	free(bytes);
	scratch_leave();
}

START_TEST(reads_back)
{
	struct ext2_image *img = image_new("i", 512 * KIB, 1024);
	char target[10] = "";
	struct stat st;

	fill(img);
	image_ok(img, cpio_write(img));
	ext2_close(img);
	ck_assert(!mkdir("out", 0755));
	ck_assert(!system("cd out && cpio -i -d --quiet --no-absolute-filenames <../i"));
	has("out/deep", S_IFDIR | 0755, NULL, 0);
	has("out/deep/er/data", S_IFREG | 0640, bytes, 4097);
	has("out/sbin/init", S_IFREG | 0755, bytes, 9999);
	has("out/empty", S_IFREG | 0600, "", 0);
	has("out/tmp", S_IFDIR | 01777, NULL, 0);
	ck_assert_int_eq(readlink("out/bin", target, 9), 4);
	ck_assert_str_eq(target, "sbin");
	if (!lstat("out/dev/console", &st)) {
		ck_assert_uint_eq(st.st_mode, S_IFCHR | 0600);
		ck_assert_uint_eq(st.st_rdev, makedev(5, 1));
	} else {
		ck_assert_uint_ne(getuid(), 0);
	}
}
END_TEST

START_TEST(always_the_same)
{
	for (int i = 0; i < 2; i++) {
		struct ext2_image *img = image_new(i ? "b" : "a", 512 * KIB,
						   1024);

		fill(img);
		image_ok(img, cpio_write(img));
		ext2_close(img);
	}
	ck_assert(!system("cmp a b"));
}
END_TEST

START_TEST(refuses_changed_source)
{
	struct ext2_image *img = image_new("i", 512 * KIB, 1024);

	fill(img);
	write_file("source", bytes, 9998);
	ck_assert_int_lt(cpio_write(img), 0);
	ck_assert_str_eq(ext2_error(img), "source: changed while it was read; try again");
	write_file("source", bytes, 10000);
	ck_assert_int_lt(cpio_write(img), 0);
	unlink("source");
	ck_assert_int_lt(cpio_write(img), 0);
	ck_assert_ptr_nonnull(strstr(ext2_error(img), "source: No such file"));
	ck_assert_int_ne(access("i", F_OK), 0);
	ck_assert_int_ne(access("i.new", F_OK), 0);
	ext2_close(img);
}
END_TEST

TCase *cpio_cases(void)
{
	TCase *tc = tcase_create("cpio");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, reads_back);
	tcase_add_test(tc, always_the_same);
	tcase_add_test(tc, refuses_changed_source);
	return tc;
}
