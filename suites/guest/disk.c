// SPDX-License-Identifier: GPL-2.0
/* The second disk; see disk.h. */
#include "disk.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

int disk_open(int flags, uint64_t *size)
{
	int fd = open(DISK_PATH, flags);

	if (fd < 0 && errno == ENOENT && !in_guest())
		skip("no " DISK_PATH " on this machine");
	CHECK(fd >= 0);
	SYS(ioctl(fd, BLKGETSIZE64, size));
	CHECK(*size >= 65536 && *size % 512 == 0);
	return fd;
}

void disk_check(const void *buf, size_t len, uint64_t at, uint32_t flip)
{
	const uint32_t *words = buf;
	size_t i;

	for (i = 0; i < len / 4; i++)
		if (words[i] != ((uint32_t)(at / 4 + i) ^ flip))
			check_failed(__FILE__, __LINE__,
				     DISK_PATH ": word %llu is %#x",
				     (unsigned long long)at / 4 + i, words[i]);
}

uint32_t disk_flip(int fd)
{
	uint32_t word;

	CHECK_EQ(pread(fd, &word, 4, 0), 4);
	CHECK(word == 0 || word == ~0U);
	return word;
}
