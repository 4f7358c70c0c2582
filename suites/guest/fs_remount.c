// SPDX-License-Identifier: GPL-2.0
/* The root file system is remounted read-only and back; data survives both. */
#include "check.h"

#include <fcntl.h>
#include <sys/mount.h>

#define SIZE	(64 * 1024)

void test_fs_remount(void)
{
	char *buf = private_memory(SIZE);
	int fd, i;

	if (!in_guest())
		skip("would remount the machine's own root");
	for (i = 0; i < 3; i++) {
		pattern_fill(buf, SIZE, i);
		fd = SYS(open("kept", O_RDWR | O_CREAT | O_TRUNC, 0600));
		CHECK_EQ(write(fd, buf, SIZE), SIZE);
		FAILS(mount(NULL, "/", NULL, MS_REMOUNT | MS_RDONLY, NULL),
		      EBUSY);		/* a file is open for writing */
		close(fd);
		SYS(mount(NULL, "/", NULL, MS_REMOUNT | MS_RDONLY, NULL));
		FAILS(open("kept", O_RDWR), EROFS);
		FAILS(unlink("kept"), EROFS);
		FAILS(open("new", O_RDWR | O_CREAT, 0600), EROFS);
		drop_caches();
		fd = SYS(open("kept", O_RDONLY));
		CHECK_EQ(read(fd, buf, SIZE), SIZE);
		pattern_check(buf, SIZE, i);
		close(fd);
		SYS(mount(NULL, "/", NULL, MS_REMOUNT, NULL));
	}
	SYS(unlink("kept"));
}
