// SPDX-License-Identifier: GPL-2.0
/* O_DIRECT: transfers to and from user pages, of every size and placement. */
#include "disk.h"

#include <fcntl.h>
#include <sys/mman.h>

#define MOST	(256 * 1024)

void test_disk_direct(void)
{
	static const unsigned int sizes[] = { 512, 1024, 1536, 4096, 4608,
					      65536, 69632, 131072, MOST };
	char *buf = private_memory(MOST + PAGE), *to;
	uint64_t size, at;
	uint32_t flip;
	size_t i, shift;
	int fd;

	fd = disk_open(O_RDWR | O_DIRECT, &size);
	CHECK_EQ(pread(fd, buf, 512, 0), 512);
	flip = *(uint32_t *)buf;
	CHECK(flip == 0 || flip == ~0U);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (shift = 0; shift < PAGE; shift += 1536) {
			to = buf + shift;
			at = (i * 3 + 1) * 512;
			if (at + sizes[i] > size)
				continue;
			memset(buf, 0x55, MOST + PAGE);
			CHECK_EQ(pread(fd, to, sizes[i], at), sizes[i]);
			disk_check(to, sizes[i], at, flip);
			/* not a byte before or behind */
			CHECK(!shift || to[-1] == 0x55);
			CHECK_EQ(to[sizes[i]], 0x55);
		}
	}
	/* pages that are not there yet */
	SYS(madvise(buf, MOST, MADV_DONTNEED));
	CHECK_EQ(pread(fd, buf, 65536, 0), 65536);
	disk_check(buf, 65536, 0, flip);
	CHECK_EQ(pwrite(fd, buf, 65536, 0), 65536);
	memset(buf, 0, 65536);
	CHECK_EQ(pread(fd, buf, 65536, 0), 65536);
	disk_check(buf, 65536, 0, flip);
	FAILS(pread(fd, buf + 1, 512, 0), EINVAL);
	FAILS(pread(fd, buf, 100, 0), EINVAL);
	SYS(mprotect(buf, PAGE, PROT_READ));
	FAILS(pread(fd, buf, 512, 0), EFAULT);
}
