// SPDX-License-Identifier: GPL-2.0
#include "test.h"
#include "pattern.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

START_TEST(contents)
{
	unsigned char b[8];

	pattern_fill(PATTERN_COUNT, 1020, b, 8);
	ck_assert_mem_eq(b, "\xff\0\0\0\0\1\0\0", 8);
	pattern_fill(PATTERN_COUNT, 1025, b, 3);
	ck_assert_mem_eq(b, "\1\0\0", 3);
	pattern_fill(PATTERN_INVERT, 1024, b, 4);
	ck_assert_mem_eq(b, "\xff\xfe\xff\xff", 4);
	pattern_fill(PATTERN_ZERO, 1024, b, 4);
	ck_assert_mem_eq(b, "\0\0\0\0", 4);
}
END_TEST

START_TEST(files)
{
	char path[] = "/tmp/lgcheck-pattern-XXXXXX";
	struct message m = { "" };
	int fd = mkstemp(path);
	unsigned char c = 0x55;

	ck_assert_int_ge(fd, 0);
	for (int p = PATTERN_ZERO; p <= PATTERN_INVERT; p++) {
		ck_assert_int_eq(pattern_create(path, p, 200704, &m), 0);
		for (int q = PATTERN_ZERO; q <= PATTERN_INVERT; q++)
			ck_assert_int_eq(pattern_check(path, q, 200704, &m),
					 p != q);
	}
	/* one byte, in the last of several blocks */
	ck_assert_int_eq(pwrite(fd, &c, 1, 200700), 1);
	ck_assert_int_eq(pattern_check(path, PATTERN_INVERT, 200704, &m), 1);
	ck_assert_str_eq(m.text, "byte 200700 is 0x55, pattern \"invert\" has "
				 "0x00");
	ck_assert_int_eq(pattern_check(path, PATTERN_INVERT, 200192, &m), 1);
	ck_assert_ptr_nonnull(strstr(m.text, "200704 bytes, not 200192"));
	unlink(path);
	ck_assert_int_lt(pattern_check(path, PATTERN_ZERO, 512, &m), 0);
	ck_assert_int_lt(pattern_create("/nonexistent/x", PATTERN_ZERO, 512,
					&m), 0);
	close(fd);
}
END_TEST

TCase *pattern_cases(void)
{
	TCase *tc = tcase_create("pattern");

	tcase_add_test(tc, contents);
	tcase_add_test(tc, files);
	return tc;
}
