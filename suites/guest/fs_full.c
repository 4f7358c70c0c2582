// SPDX-License-Identifier: GPL-2.0
/* A full file system says so, loses nothing, and is usable when emptied. */
#include "check.h"

#include <fcntl.h>
#include <sys/statvfs.h>

#define CHUNK	65536

void test_fs_full(void)
{
	char *buf = private_memory(CHUNK);
	unsigned long long before, free_bytes;
	struct statvfs st;
	uint32_t i, n = 0;
	ssize_t got;
	int fd;

	if (!in_guest())
		skip("would fill the machine's own disk");
	SYS(statvfs(".", &st));
	before = free_bytes = (unsigned long long)st.f_bfree * st.f_frsize;
	if (free_bytes > 64 << 20)
		skip("too much room to fill: %llu bytes", free_bytes);
	fd = SYS(open("big", O_RDWR | O_CREAT, 0600));
	for (;; n++) {
		pattern_fill(buf, CHUNK, n);
		got = write(fd, buf, CHUNK);
		if (got != CHUNK)
			break;
	}
	if (got < 0)
		CHECK_EQ(errno, ENOSPC);
	else
		FAILS(write(fd, buf, CHUNK), ENOSPC);
	CHECK((n + 1ULL) * CHUNK >= free_bytes - free_bytes / 16);
	SYS(fsync(fd));
	drop_caches();
	for (i = 0; i < n; i++) {
		CHECK_EQ(pread(fd, buf, CHUNK, (off_t)i * CHUNK), CHUNK);
		pattern_check(buf, CHUNK, i);
	}
	close(fd);
	SYS(unlink("big"));
	sync();
	SYS(statvfs(".", &st));
	CHECK_EQ((unsigned long long)st.f_bfree * st.f_frsize, before);
}
