// SPDX-License-Identifier: GPL-2.0
/* Names: their lengths and numbers, links, and many who change them at once. */
#include "filesystems.h"

#include <dirent.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

#define MANY 400

void test_names(void)
{
	char name[300];
	struct dirent *e;
	unsigned int n = 0, i;
	DIR *dir;

	fs_enter();
	for (i = 1; i <= 255; i += 23) {
		memset(name, 'a' + i % 26, i);
		name[i] = '\0';
		SYS(close(SYS(open(name, O_WRONLY | O_CREAT | O_EXCL, 0600))));
	}
	memset(name, 'z', 256);
	name[256] = '\0';
	FAILS(open(name, O_WRONLY | O_CREAT, 0600), ENAMETOOLONG);
	for (i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "a name of some length, number %u",
			 i);
		SYS(mknod(name, S_IFREG | 0600, 0));
	}
	fs_again();
	for (i = 1; i < MANY; i += 2) {
		snprintf(name, sizeof(name), "a name of some length, number %u",
			 i);
		SYS(unlink(name));
	}
	dir = opendir(".");
	CHECK(dir);
	while ((e = readdir(dir)))
		n++;
	closedir(dir);
	CHECK_EQ(n, 2 + 12 + MANY / 2);
	fs_leave();
}

void test_links(void)
{
	char name[32], target[512], got[512];
	struct stat st;
	int i, fd;

	fs_enter();
	fd = SYS(open("file", O_RDWR | O_CREAT, 0600));
	CHECK_EQ(write(fd, "12345", 5), 5);
	for (i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "link-%d", i);
		SYS(link("file", name));
	}
	SYS(unlink("file"));
	memset(target, 't', sizeof(target));
	target[59] = '\0';
	SYS(symlink(target, "in the inode"));
	target[59] = 't';
	target[500] = '\0';
	SYS(symlink(target, "in a block"));
	SYS(close(fd));
	fs_again();
	SYS(stat("link-99", &st));
	CHECK_EQ(st.st_nlink, 100);
	CHECK_EQ(st.st_size, 5);
	CHECK_EQ(readlink("in the inode", got, sizeof(got)), 59);
	CHECK_EQ(readlink("in a block", got, sizeof(got)), 500);
	CHECK(!memcmp(got, target, 500));
	/* removed, but open: there until it is closed */
	fd = SYS(open("link-0", O_RDWR));
	for (i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "link-%d", i);
		SYS(unlink(name));
	}
	SYS(fstat(fd, &st));
	CHECK_EQ(st.st_nlink, 0);
	CHECK_EQ(pread(fd, got, 5, 0), 5);
	SYS(close(fd));
	fs_leave();
}

#define RACERS 6

/* All rename onto, link and unlink the same names; one file always remains. */
static void race(int me)
{
	char mine[16], text[8];
	int i, fd;

	snprintf(mine, sizeof(mine), "racer-%d", me);
	for (i = 0; i < 120; i++) {
		fd = SYS(open(mine, O_WRONLY | O_CREAT | O_EXCL, 0600));
		CHECK_EQ(write(fd, "whole\n", 6), 6);
		SYS(close(fd));
		SYS(rename(mine, "goal"));
		fd = SYS(open("goal", O_RDONLY));	/* never not there */
		CHECK_EQ(read(fd, text, 8), 6);
		SYS(close(fd));
		if (link("goal", "shared"))
			CHECK(errno == EEXIST || errno == ENOENT);
		if (unlink("shared"))
			CHECK_EQ(errno, ENOENT);
		if (mkdir("folder", 0700))
			CHECK_EQ(errno, EEXIST);
		if (rmdir("folder"))
			CHECK_EQ(errno, ENOENT);
	}
}

void test_races(void)
{
	pid_t pids[RACERS];
	struct stat st;
	int i;

	fs_enter();
	SYS(close(SYS(open("goal", O_WRONLY | O_CREAT, 0600))));
	for (i = 0; i < RACERS; i++) {
		pids[i] = SYS(fork());
		if (!pids[i]) {
			race(i);
			_exit(0);
		}
	}
	for (i = 0; i < RACERS; i++)
		child_exits(pids[i], 0);
	SYS(stat("goal", &st));
	CHECK_EQ(st.st_nlink, 1);
	CHECK_EQ(st.st_size, 6);
	FAILS(stat("shared", &st), ENOENT);
	SYS(stat(".", &st));
	CHECK_EQ(st.st_nlink, 2);
	fs_leave();
}

/* Full: said so, nothing lost, and with room it goes on. */
void test_full(void)
{
	unsigned char *buf = private_memory(65536);
	struct statvfs st;
	unsigned int n = 0, i;
	int fd, other;

	fs_enter();
	other = SYS(open("other", O_RDWR | O_CREAT, 0600));
	fd = SYS(open("big", O_RDWR | O_CREAT, 0600));
	for (;; n++) {
		pattern_fill(buf, 65536, n);
		errno = 0;
		if (write(fd, buf, 65536) != 65536)
			break;
		if (n % 8 == 7 && fsync(fd))
			break;
	}
	CHECK(n > 16);
	SYS(fsync(fd));
	SYS(statvfs(".", &st));
	/* ext4 keeps some for itself */
	CHECK(st.f_bfree * st.f_frsize <= 8 * 65536);
	CHECK_EQ(posix_fallocate(other, 0, 1 << 20), ENOSPC);
	for (i = 0; i < n; i++) {
		CHECK_EQ(pread(fd, buf, 65536, i * 65536LL), 65536);
		pattern_check(buf, 65536, i);
	}
	SYS(ftruncate(fd, 1 << 20));
	sync();
	pattern_fill(buf, 65536, 99);
	CHECK_EQ(pwrite(other, buf, 65536, 0), 65536);
	SYS(fsync(other));
	SYS(close(fd));
	SYS(close(other));
	fs_again();
	fd = SYS(open("other", O_RDONLY));
	CHECK_EQ(read(fd, buf, 65536), 65536);
	pattern_check(buf, 65536, 99);
	SYS(close(fd));
	fs_leave();
}

/* Read-only and back, busy and not; nothing is written meanwhile. */
void test_remount(void)
{
	struct stat st;
	int fd;

	fs_enter();
	fd = SYS(open("file", O_RDWR | O_CREAT, 0600));
	CHECK_EQ(write(fd, "text", 4), 4);
	FAILS(mount(NULL, "/mnt", NULL, MS_REMOUNT | MS_RDONLY, NULL), EBUSY);
	FAILS(umount("/mnt"), EBUSY);
	SYS(close(fd));
	SYS(mount(NULL, "/mnt", NULL, MS_REMOUNT | MS_RDONLY, NULL));
	FAILS(open("file", O_WRONLY), EROFS);
	FAILS(unlink("file"), EROFS);
	FAILS(mkdir("dir", 0700), EROFS);
	FAILS(chmod("file", 0), EROFS);
	fd = SYS(open("file", O_RDONLY));
	SYS(close(fd));
	SYS(mount(NULL, "/mnt", NULL, MS_REMOUNT, NULL));
	SYS(chmod("file", 0640));
	fs_again();
	SYS(stat("file", &st));
	CHECK_EQ(st.st_mode, S_IFREG | 0640);
	CHECK_EQ(st.st_size, 4);
	fs_leave();
}
