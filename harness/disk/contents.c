// SPDX-License-Identifier: GPL-2.0
/*
 * Fills a suite's disks before the guest starts and compares them once it is
 * gone. The disk is a guest's work: only read, and never longer than its size.
 */
#include "disk/contents.h"

#include "disk/filesystem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void contents_fill(enum pattern p, uint64_t offset, unsigned char *buf,
		   size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint32_t word = (offset + i) / 4;
		unsigned char c = word >> (offset + i) % 4 * 8;

		buf[i] = p == PATTERN_ZERO ? 0 : p == PATTERN_COUNT ? c : ~c;
	}
}

static int write_all(int fd, const unsigned char *buf, size_t len)
{
	while (len) {
		ssize_t n = write(fd, buf, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		buf += n;
		len -= n;
	}
	return 0;
}

int contents_create(const char *path, enum pattern p, uint64_t size,
		    struct refusal *err)
{
	unsigned char buf[65536];
	int fd, ret = 0;

	if (p > PATTERN_INVERT)
		return filesystem_make(path, pattern_name(p), size, err);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		return refuse(err, errno, "%s: cannot create: %s", path,
			      strerror(errno));
	if (p == PATTERN_ZERO) {
		if (ftruncate(fd, size))
			ret = -errno;
	} else {
		for (uint64_t at = 0; at < size && !ret; at += sizeof(buf)) {
			size_t len = size - at < sizeof(buf) ? size - at :
							       sizeof(buf);

			contents_fill(p, at, buf, len);
			ret = write_all(fd, buf, len);
		}
	}
	if (close(fd) && !ret)
		ret = -errno;
	if (ret)
		refuse(err, -ret, "%s: cannot write: %s", path,
		       strerror(-ret));
	return ret;
}

/* Reads exactly len bytes; 0, or -errno (-ENODATA at the end of the file). */
static int read_all(int fd, unsigned char *buf, size_t len)
{
	while (len) {
		ssize_t n = read(fd, buf, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : -ENODATA;
		buf += n;
		len -= n;
	}
	return 0;
}

static int compare(int fd, const char *path, enum pattern p, uint64_t size,
		   struct refusal *err)
{
	unsigned char got[32768], want[32768];

	for (uint64_t at = 0; at < size; at += sizeof(got)) {
		size_t len = size - at < sizeof(got) ? size - at : sizeof(got);
		size_t i = 0;
		int ret = read_all(fd, got, len);

		if (ret)
			return refuse(err, -ret, "%s: cannot read: %s",
				      path, strerror(-ret));
		contents_fill(p, at, want, len);
		if (!memcmp(got, want, len))
			continue;
		while (got[i] == want[i])
			i++;
		refuse(err, 0,
		       "byte %llu is 0x%02x, pattern \"%s\" has 0x%02x",
		       (unsigned long long)(at + i), got[i], pattern_name(p),
		       want[i]);
		return 1;
	}
	return 0;
}

int contents_check(const char *path, enum pattern p, uint64_t size,
		   struct refusal *err)
{
	struct stat st;
	int fd, ret;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return refuse(err, errno, "%s: cannot open: %s", path,
			      strerror(errno));
	if (fstat(fd, &st)) {
		ret = refuse(err, errno, "%s: %s", path, strerror(errno));
	} else if ((uint64_t)st.st_size != size) {
		refuse(err, 0, "the disk has %llu bytes, not %llu",
		       (unsigned long long)st.st_size,
		       (unsigned long long)size);
		ret = 1;
	} else if (p == PATTERN_FSCK) {
		ret = filesystem_check(path, err);
	} else {
		ret = compare(fd, path, p, size, err);
	}
	close(fd);
	return ret;
}
