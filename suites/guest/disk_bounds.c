// SPDX-License-Identifier: GPL-2.0
/* Past the end of a disk: nothing is read, nothing written, nothing breaks. */
#include "disk.h"

#include <fcntl.h>

void test_disk_bounds(void)
{
	char *buf = private_memory(2 * PAGE);
	uint64_t size;
	uint32_t flip;
	int fd;

	fd = disk_open(O_RDWR, &size);
	flip = disk_flip(fd);
	CHECK_EQ(lseek64(fd, 0, SEEK_END), size);
	CHECK_EQ(read(fd, buf, 1), 0);
	CHECK_EQ(pread64(fd, buf, PAGE, size + PAGE), 0);
	CHECK_EQ(pread64(fd, buf, PAGE, 1LL << 50), 0);
	FAILS(pwrite64(fd, buf, PAGE, size), ENOSPC);
	FAILS(pwrite64(fd, buf, PAGE, 1LL << 50), ENOSPC);
	FAILS(pwrite64(fd, buf, PAGE, -1LL), EINVAL);

	/* a write across the end stops at the end, with the same bytes */
	CHECK_EQ(pread64(fd, buf, 1024, size - 1024), 1024);
	CHECK_EQ(pwrite64(fd, buf, 2 * PAGE, size - 1024), 1024);
	SYS(fsync(fd));
	drop_caches();
	CHECK_EQ(pread64(fd, buf, PAGE, size - 1024), 1024);
	disk_check(buf, 1024, size - 1024, flip);
	CHECK_EQ(pread64(fd, buf, PAGE, 0), PAGE);
	disk_check(buf, PAGE, 0, flip);
}
