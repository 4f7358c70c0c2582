// SPDX-License-Identifier: GPL-2.0
/* The second disk is overwritten with its inverse, and read back from disk. */
#include "disk.h"

#include <fcntl.h>

#define CHUNK	65536

void test_disk_write(void)
{
	uint32_t *buf = private_memory(CHUNK), flip, i;
	uint64_t size, at;
	size_t n;
	int fd;

	fd = disk_open(O_RDWR, &size);
	flip = disk_flip(fd);
	if (flip)
		check_failed(__FILE__, __LINE__,
			     DISK_PATH " is inverted before this test ran");
	for (at = 0; at < size; at += n) {
		n = size - at < CHUNK ? size - at : CHUNK;
		for (i = 0; i < n / 4; i++)
			buf[i] = ~(uint32_t)(at / 4 + i);
		CHECK_EQ(pwrite(fd, buf, n, at), n);
	}
	SYS(fsync(fd));
	drop_caches();
	for (at = 0; at < size; at += n) {
		n = SYS(pread(fd, buf, CHUNK, at));
		CHECK(n > 0);
		disk_check(buf, n, at, ~0U);
	}
}
