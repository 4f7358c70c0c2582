// SPDX-License-Identifier: GPL-2.0
/* What files hold: holes, ends, appended records, mappings, after a remount. */
#include "filesystems.h"

#include <sys/mman.h>
#include <sys/wait.h>

#define CHUNK 4096

/* Ends of data and holes where blocks end, whatever the size of blocks. */
void test_holes(void)
{
	unsigned char buf[CHUNK];
	static const int at[] = { 16, 64, 300, 1100 };
	struct stat st;
	off_t data, hole = 0;
	int fd, i, j;

	fs_enter();
	fd = SYS(open("holes", O_RDWR | O_CREAT | O_EXCL, 0600));
	for (i = 0; i < 4; i++) {
		pattern_fill(buf, CHUNK, at[i]);
		CHECK_EQ(pwrite(fd, buf, CHUNK, at[i] * CHUNK), CHUNK);
	}
	SYS(ftruncate(fd, 2000 * CHUNK));
	SYS(fsync(fd));
	SYS(fstat(fd, &st));
	CHECK_EQ(st.st_size, 2000 * CHUNK);
	CHECK(st.st_blocks * 512 < 16 * CHUNK);	/* data, and blocks of numbers */
	SYS(close(fd));
	fs_again();
	fd = SYS(open("holes", O_RDWR));
	for (i = 0; i < 4; i++) {
		if (hole < 2000 * CHUNK) {	/* where holes are told */
			data = SYS(lseek(fd, hole, SEEK_DATA));
			CHECK(data == at[i] * CHUNK || (!i && !data));
		}
		hole = SYS(lseek(fd, at[i] * CHUNK, SEEK_HOLE));
		CHECK(hole >= (at[i] + 1) * CHUNK);
		CHECK_EQ(pread(fd, buf, CHUNK, at[i] * CHUNK), CHUNK);
		pattern_check(buf, CHUNK, at[i]);
		CHECK_EQ(pread(fd, buf, CHUNK, (at[i] + 1) * CHUNK), CHUNK);
		for (j = 0; j < CHUNK; j++)
			CHECK_EQ(buf[j], 0);
	}
	FAILS(lseek(fd, 2000 * CHUNK, SEEK_DATA), ENXIO);
	SYS(close(fd));
	fs_leave();
}

/* Cut and grown across every kind of block list; what was cut is never seen. */
void test_truncate(void)
{
	static const int sizes[] = { 0, 1, 1023, 1024, 1025, 12287, 12288,
				     12289, 274432, 274433, 400000 };
	unsigned char *buf = private_memory(400000);
	int fd, i, j;
	struct stat st;

	fs_enter();
	fd = SYS(open("file", O_RDWR | O_CREAT, 0600));
	for (i = 0; i < 11; i++) {
		memset(buf, 0xaa, 400000);
		CHECK_EQ(pwrite(fd, buf, 400000, 0), 400000);
		SYS(ftruncate(fd, sizes[i]));
		SYS(ftruncate(fd, 400000));
		if (i % 2)
			SYS(fsync(fd));
		CHECK_EQ(pread(fd, buf, 400000, 0), 400000);
		for (j = 0; j < 400000; j++)
			if (buf[j] != (j < sizes[i] ? 0xaa : 0))
				CHECK_EQ(j, sizes[i]);
	}
	SYS(ftruncate(fd, 0));
	SYS(fsync(fd));
	SYS(fstat(fd, &st));
	CHECK_EQ(st.st_blocks, 0);
	SYS(close(fd));
	fs_leave();
}

void test_append(void)
{
	uint32_t record[16], seen[4] = { 0 };
	pid_t pids[4];
	int fd, i, n;

	fs_enter();
	for (i = 0; i < 4; i++) {
		pids[i] = SYS(fork());
		if (pids[i])
			continue;
		fd = SYS(open("log", O_WRONLY | O_CREAT | O_APPEND, 0600));
		for (n = 0; n < 200; n++) {
			pattern_fill(record, sizeof(record), i * 1000 + n);
			record[0] = i;
			record[1] = n;
			CHECK_EQ(write(fd, record, sizeof(record)),
				 sizeof(record));
		}
		_exit(0);
	}
	for (i = 0; i < 4; i++)
		child_exits(pids[i], 0);
	fs_again();
	fd = SYS(open("log", O_RDONLY));
	while ((n = SYS(read(fd, record, sizeof(record))))) {
		uint32_t want[16], who = record[0];

		CHECK_EQ(n, sizeof(record));
		CHECK(who < 4);
		CHECK_EQ(record[1], seen[who]);
		pattern_fill(want, sizeof(want), who * 1000 + seen[who]);
		CHECK(!memcmp(want + 2, record + 2, sizeof(want) - 8));
		seen[who]++;
	}
	for (i = 0; i < 4; i++)
		CHECK_EQ(seen[i], 200);
	SYS(close(fd));
	fs_leave();
}

/* What was synced is on the disk itself, read there past the file system. */
void test_synced(void)
{
	unsigned char *buf = private_memory(CHUNK);
	uint32_t mark[CHUNK / 4], found = 0;
	int fd, disk, i;

	fs_enter();
	pattern_fill(mark, CHUNK, getpid() * 7919);
	fd = SYS(open("synced", O_RDWR | O_CREAT | O_EXCL, 0600));
	CHECK_EQ(write(fd, mark, CHUNK), CHUNK);
	SYS(fsync(fd));
	disk = SYS(open(test_args[0], O_RDONLY | O_DIRECT));
	for (i = 0; pread(disk, buf, CHUNK, i * 1024LL) == CHUNK; i++)
		found += !memcmp(buf, mark, 1024);
	CHECK(found >= 1);
	SYS(close(disk));
	SYS(close(fd));
	fs_leave();
}

/* Writes through a mapping and through write() are of one file. */
void test_memory(void)
{
	unsigned char *map, buf[64];
	int fd, i;

	fs_enter();
	fd = SYS(open("map", O_RDWR | O_CREAT, 0600));
	SYS(ftruncate(fd, 64 * PAGE));
	map = SYS(mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		       0));
	for (i = 0; i < 64; i++) {
		memset(map + i * PAGE, i + 1, 32);
		CHECK_EQ(pread(fd, buf, 64, i * PAGE), 64);
		CHECK_EQ(buf[31], i + 1);
		CHECK_EQ(buf[32], 0);
		memset(buf, 200 - i, 32);
		CHECK_EQ(pwrite(fd, buf, 32, i * PAGE + 32), 32);
		CHECK_EQ(map[i * PAGE + 63], 200 - i);
	}
	SYS(munmap(map, 64 * PAGE));
	SYS(close(fd));
	fs_again();
	fd = SYS(open("map", O_RDONLY));
	for (i = 0; i < 64; i++) {
		CHECK_EQ(pread(fd, buf, 64, i * PAGE), 64);
		CHECK_EQ(buf[0], i + 1);
		CHECK_EQ(buf[63], 200 - i);
	}
	SYS(close(fd));
	fs_leave();
}
