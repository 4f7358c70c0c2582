// SPDX-License-Identifier: GPL-2.0
/*
 * Sharenet files: made complete, told apart from all others, which stay as they
 * are.
 */
#include "sharenet.h"

#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE		(2 * PAGE_BYTES)
#define LAUNCHERS	8

static struct refusal why;
static char path[64];

static void setup(void)
{
	memory_file_name(path);
}

static int open_it(void)
{
	int fd = sharenet_open(path, &why);

	ck_assert_msg(fd >= 0, "%s", why.text);
	return fd;
}

START_TEST(makes_a_file)
{
	static const uint8_t zeros[PAGE_BYTES];
	uint8_t page[PAGE_BYTES];
	struct stat st;
	int fd = open_it();

	ck_assert(!stat(path, &st));
	ck_assert_int_eq(st.st_size, SIZE);
	ck_assert_uint_eq(st.st_mode, S_IFREG | 0600);
	ck_assert_int_eq(pread(fd, page, sizeof(page), 0), sizeof(page));
	ck_assert_mem_eq(page, zeros, sizeof(page));
	ck_assert_int_eq(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDWR);
	ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
}
END_TEST

/* The guests may have written anything to their page. */
START_TEST(knows_it_again)
{
	uint8_t page[PAGE_BYTES], again[PAGE_BYTES];
	int fd = open_it();

	memset(page, 0xa5, sizeof(page));
	ck_assert_int_eq(pwrite(fd, page, sizeof(page), 0), sizeof(page));
	close(fd);
	fd = open_it();
	ck_assert_int_eq(pread(fd, again, sizeof(again), 0), sizeof(again));
	ck_assert_mem_eq(again, page, sizeof(page));
}
END_TEST

START_TEST(makes_it_beside_others)
{
	char folder[64];

	memory_file_name(folder);
	ck_assert(!mkdir(folder, 0700) && !chdir(folder));
	strcpy(path, "net");
	close(open_it());
	ck_assert(!access("net", F_OK));
}
END_TEST

/* Ordinary files, which must not be touched. */
static void must_leave(const void *data, size_t size)
{
	struct stat before, after;
	uint8_t *now = malloc(size + 1);
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);

	ck_assert_int_eq(write(fd, data, size), (ssize_t)size);
	ck_assert(!fstat(fd, &before));
	assert_refused(sharenet_open(path, &why), &why,
		       "not a sharenet file of this lguest; remove it if");
	ck_assert(!fstat(fd, &after));
	ck_assert_int_eq(after.st_size, before.st_size);
	ck_assert_int_eq(after.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
	ck_assert_int_eq(pread(fd, now, size + 1, 0), (ssize_t)size);
	ck_assert_mem_eq(now, data, size);
	close(fd);
	ck_assert(!unlink(path));
	free(now);
}

START_TEST(refuses_other_files)
{
	uint8_t data[SIZE + 1], good[SIZE];
	int fd = open_it();

	memset(data, 'x', sizeof(data));
	ck_assert_int_eq(pread(fd, good, SIZE, 0), SIZE);
	ck_assert(!unlink(path));
	must_leave("", 0);
	must_leave("short", 5);
	/* Of an older lguest. */
	must_leave(data, PAGE_BYTES);
	must_leave(data, SIZE);
	must_leave(good, SIZE - 1);
	memcpy(data, good, SIZE);
	must_leave(data, SIZE + 1);
	memcpy(data, good, SIZE);
	data[PAGE_BYTES]++;
	must_leave(data, SIZE);
	/* The mark, but where guests could write it. */
	memcpy(data, good + PAGE_BYTES, PAGE_BYTES);
	memset(data + PAGE_BYTES, 0, PAGE_BYTES);
	must_leave(data, SIZE);
}
END_TEST

START_TEST(refuses_what_is_no_file)
{
	assert_refused(sharenet_open("/tmp", &why), &why, "/tmp: ");
	assert_refused(sharenet_open("/dev/null", &why), &why, "not a file");
	assert_refused(sharenet_open("/nonexistent/net", &why), &why,
		       "/nonexistent/net: cannot be made");
	ck_assert(!symlink("/nonexistent/net", path));
	assert_refused(sharenet_open(path, &why), &why, "cannot be opened");
}
END_TEST

/* The folder's file system here makes no files at all. */
START_TEST(refuses_other_file_systems)
{
	assert_refused(sharenet_open("/sys/net", &why), &why,
		       "/sys/net: not in a tmpfs");
	ck_assert_ptr_nonnull(strstr(why.text, "/dev/shm"));
}
END_TEST

/* A file on a disk, if the tests run on one. */
START_TEST(refuses_disks)
{
	static char good[SIZE];
	char disk[64];
	int fd = open_it(), to;

	ck_assert_int_eq(pread(fd, good, SIZE, 0), SIZE);
	write_temp(disk, good, SIZE);
	to = open(disk, O_RDWR);
	if (memory_is_shareable(to))
		skip_test("/tmp is a tmpfs");
	assert_refused(sharenet_open(disk, &why), &why, "not in a tmpfs");
	ck_assert(!unlink(disk));
	assert_refused(sharenet_open(disk, &why), &why, "not in a tmpfs");
	ck_assert_int_lt(access(disk, F_OK), 0);
}
END_TEST

static int open_at_once(const int gate[2])
{
	char byte;

	close(gate[1]);
	if (read(gate[0], &byte, 1) || sharenet_open(path, &why) < 0)
		return 1;
	return 0;
}

/* No launcher sees another one's file before it is complete. */
START_TEST(made_by_many_at_once)
{
	int gate[2], status;

	for (int times = 0; times < 50; times++) {
		ck_assert(!pipe(gate));
		for (int i = 0; i < LAUNCHERS; i++)
			if (!fork())
				_exit(open_at_once(gate));
		close(gate[0]);
		close(gate[1]);
		for (int i = 0; i < LAUNCHERS; i++) {
			ck_assert_int_gt(wait(&status), 0);
			ck_assert_int_eq(status, 0);
		}
		ck_assert(!unlink(path));
	}
}
END_TEST

TCase *sharenet_tests(void)
{
	TCase *tc = tcase_create("sharenet");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, makes_a_file);
	tcase_add_test(tc, knows_it_again);
	tcase_add_test(tc, makes_it_beside_others);
	tcase_add_test(tc, refuses_other_files);
	tcase_add_test(tc, refuses_what_is_no_file);
	tcase_add_test(tc, refuses_other_file_systems);
	tcase_add_test(tc, refuses_disks);
	tcase_add_test(tc, made_by_many_at_once);
	return tc;
}
