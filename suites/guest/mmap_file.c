// SPDX-License-Identifier: GPL-2.0
/* A mapped file and read/write see the same bytes; private stays private. */
#include "check.h"

#include <fcntl.h>
#include <sys/mman.h>

#define SIZE	(16 * PAGE)

static void touch(void *p)
{
	(void)*(volatile char *)p;
}

void test_mmap_file(void)
{
	static char buf[SIZE];
	int fd = SYS(open("file", O_RDWR | O_CREAT, 0600));
	char *shared, *private;

	pattern_fill(buf, SIZE, 1);
	CHECK_EQ(write(fd, buf, SIZE), SIZE);
	shared = SYS(mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			  0));
	private = SYS(mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd,
			   0));
	pattern_check(shared, SIZE, 1);
	pattern_check(private, SIZE, 1);

	pattern_fill(private, SIZE, 2);
	pattern_check(shared, SIZE, 1);
	pattern_fill(shared, SIZE, 3);
	CHECK_EQ(pread(fd, buf, SIZE, 0), SIZE);
	pattern_check(buf, SIZE, 3);
	pattern_check(private, SIZE, 2);

	SYS(msync(shared, SIZE, MS_SYNC));
	SYS(munmap(shared, SIZE));
	drop_caches();
	CHECK_EQ(pread(fd, buf, SIZE, 0), SIZE);
	pattern_check(buf, SIZE, 3);

	shared = SYS(mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0));
	touch(shared + SIZE - 1);
	SYS(ftruncate(fd, PAGE));
	CHECK_EQ(fault_catch(NULL, touch, shared + PAGE), SIGBUS);
	touch(shared + PAGE - 1);
}
