// SPDX-License-Identifier: GPL-2.0
/* Every byte of the second disk is read, in order and out of order. */
#include "disk.h"

#include <fcntl.h>

#define CHUNK	50000

void test_disk_read(void)
{
	char *buf = private_memory(CHUNK);
	uint64_t size, at;
	uint32_t flip;
	size_t n;
	int fd, i;

	fd = disk_open(O_RDONLY, &size);
	flip = disk_flip(fd);
	for (at = 0; at < size; at += n) {
		n = SYS(pread(fd, buf, CHUNK, at));
		CHECK(n > 0);
		disk_check(buf, n, at, flip);
	}
	CHECK_EQ(at, size);
	drop_caches();
	for (i = 0; i < 100; i++) {
		at = (uint64_t)i * 7919 * 4 % (size - PAGE);
		CHECK_EQ(pread(fd, buf, PAGE, at), PAGE);
		disk_check(buf, PAGE, at, flip);
	}
	at = size - 512;
	CHECK_EQ(pread(fd, buf, PAGE, at), 512);	/* the very last */
	disk_check(buf, 512, at, flip);
}
