// SPDX-License-Identifier: GPL-2.0
/* The root file system: what is written and synced is read back from disk. */
#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>

#define SIZE	(1 << 20)

static char *buf;

static void write_all(int fd, uint32_t seed)
{
	size_t at, n;

	pattern_fill(buf, SIZE, seed);
	for (at = 0; at < SIZE; at += n) {
		n = at % 3 ? 10000 : 777;
		if (n > SIZE - at)
			n = SIZE - at;
		CHECK_EQ(write(fd, buf + at, n), n);
	}
}

static void read_all(const char *name, uint32_t seed)
{
	int fd = SYS(open(name, O_RDONLY));
	size_t at = 0;
	ssize_t n;

	memset(buf, 0, SIZE);
	while ((n = SYS(read(fd, buf + at, 65536))) > 0)
		at += n;
	CHECK_EQ(at, SIZE);
	pattern_check(buf, SIZE, seed);
	close(fd);
}

static void holes(void)
{
	int fd = SYS(open("hole", O_RDWR | O_CREAT, 0600)), i;
	struct stat st;

	CHECK_EQ(pwrite(fd, "end", 3, 3000000), 3);
	SYS(fsync(fd));
	drop_caches();
	SYS(fstat(fd, &st));
	CHECK_EQ(st.st_size, 3000003);
	CHECK(st.st_blocks < 100);
	CHECK_EQ(pread(fd, buf, PAGE, 1000000), PAGE);
	for (i = 0; i < PAGE; i++)
		CHECK_EQ(buf[i], 0);
	CHECK_EQ(pread(fd, buf, PAGE, 3000000), 3);
	CHECK(!memcmp(buf, "end", 3));
	SYS(ftruncate(fd, 10));
	SYS(ftruncate(fd, 20));
	CHECK_EQ(pread(fd, buf, PAGE, 0), 20);
	close(fd);
}

void test_fs_write(void)
{
	int fd, i;

	buf = private_memory(SIZE + 65536);
	for (i = 1; i <= 2; i++) {
		fd = SYS(open("data", O_RDWR | O_CREAT | O_TRUNC, 0600));
		write_all(fd, i);
		SYS(fsync(fd));
		close(fd);
		read_all("data", i);
		drop_caches();
		read_all("data", i);
	}
	fd = SYS(open("data", O_WRONLY));
	CHECK_EQ(pwrite(fd, "change", 6, 500001), 6);
	SYS(fdatasync(fd));
	close(fd);
	drop_caches();
	fd = SYS(open("data", O_RDONLY));
	CHECK_EQ(pread(fd, buf, 8, 500000), 8);
	CHECK(!memcmp(buf + 1, "change", 6));
	close(fd);
	SYS(unlink("data"));
	FAILS(open("data", O_RDONLY), ENOENT);
	holes();
}
