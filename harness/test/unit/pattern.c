// SPDX-License-Identifier: GPL-2.0
#include "disk/contents.h"
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

START_TEST(contents)
{
	unsigned char b[8];

	contents_fill(PATTERN_COUNT, 1020, b, 8);
	ck_assert_mem_eq(b, "\xff\0\0\0\0\1\0\0", 8);
	contents_fill(PATTERN_COUNT, 1025, b, 3);
	ck_assert_mem_eq(b, "\1\0\0", 3);
	contents_fill(PATTERN_INVERT, 1024, b, 4);
	ck_assert_mem_eq(b, "\xff\xfe\xff\xff", 4);
	contents_fill(PATTERN_ZERO, 1024, b, 4);
	ck_assert_mem_eq(b, "\0\0\0\0", 4);
}
END_TEST

START_TEST(files)
{
	char path[] = "/tmp/lgcheck-pattern-XXXXXX";
	struct refusal m = { "" };
	int fd = mkstemp(path);
	unsigned char c = 0x55;

	ck_assert_int_ge(fd, 0);
	for (int p = PATTERN_ZERO; p <= PATTERN_INVERT; p++) {
		ck_assert_int_eq(contents_create(path, p, 200704, &m), 0);
		for (int q = PATTERN_ZERO; q <= PATTERN_INVERT; q++)
			ck_assert_int_eq(contents_check(path, q, 200704, &m),
					 p != q);
	}
	/* one byte, in the last of several blocks */
	ck_assert_int_eq(pwrite(fd, &c, 1, 200700), 1);
	ck_assert_int_eq(contents_check(path, PATTERN_INVERT, 200704, &m), 1);
	ck_assert_str_eq(m.text, "byte 200700 is 0x55, pattern \"invert\" has "
				 "0x00");
	ck_assert_int_eq(contents_check(path, PATTERN_INVERT, 200192, &m), 1);
	ck_assert_ptr_nonnull(strstr(m.text, "200704 bytes, not 200192"));
	unlink(path);
	ck_assert_int_lt(contents_check(path, PATTERN_ZERO, 512, &m), 0);
	ck_assert_int_lt(contents_create("/nonexistent/x", PATTERN_ZERO, 512,
					 &m), 0);
	close(fd);
}
END_TEST

/* The same every time, and clean, but not with a wrong magic number. */
START_TEST(filesystems)
{
	static unsigned char first[1 << 21], again[1 << 21];
	char path[] = "/tmp/lgcheck-pattern-XXXXXX", log[64];
	struct refusal m = { "" };
	int fd = mkstemp(path);
	unsigned char c = 0x55;

	ck_assert_int_ge(fd, 0);
	close(fd);
	snprintf(log, sizeof(log), "%s.fsck", path);
	for (int p = PATTERN_EXT2; p <= PATTERN_EXT4; p++) {
		unsigned int size = p == PATTERN_EXT2 ? 1 << 20 : 1 << 21;

		ck_assert_int_eq(contents_create(path, p, size, &m), 0);
		fd = open(path, O_RDWR);
		ck_assert_int_eq(read(fd, first, size), size);
		close(fd);
		ck_assert_int_eq(contents_create(path, p, size, &m), 0);
		fd = open(path, O_RDWR);
		ck_assert_int_eq(read(fd, again, size), size);
		ck_assert_mem_eq(first, again, size);
		ck_assert_int_eq(contents_check(path, PATTERN_FSCK, size, &m),
				 0);
		/* the magic number, in the superblock */
		ck_assert_int_eq(pwrite(fd, &c, 1, 1024 + 56), 1);
		close(fd);
		ck_assert_int_eq(contents_check(path, PATTERN_FSCK, size, &m),
				 1);
		ck_assert_ptr_nonnull(strstr(m.text, "e2fsck says 8"));
	}
	ck_assert_int_lt(contents_create(path, PATTERN_EXT4, 512, &m), 0);
	ck_assert_ptr_nonnull(strstr(m.text, "mke2fs made no ext4"));
	unlink(path);
	unlink(log);
	snprintf(log, sizeof(log), "%s.mke2fs", path);
	unlink(log);
}
END_TEST

TCase *pattern_cases(void)
{
	TCase *tc = tcase_create("pattern");

	tcase_add_test(tc, contents);
	tcase_add_test(tc, files);
	tcase_add_test(tc, filesystems);
	return tc;
}
