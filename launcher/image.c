// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 60: Files that shrink while you read them
 *
 * Loaders read kernels through here, so that the same code loads an ELF file
 * and one unpacked from a bzImage. The file is never mapped: one that shrinks
 * while we read is an error then, and not a signal.
 *
 * The file may be anything at all. Offsets and lengths for image_read() may
 * come straight from its headers, unchecked.
 */
#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int image_open(struct image *img, const char *path, struct refusal *why)
{
	struct stat st;
	int err;

	memset(img, 0, sizeof(*img));
	img->name = path;
	img->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (img->fd < 0)
		return refuse(why, errno, "%s: %s; give the name of a file that can be read",
			      path, strerror(errno));
	if (fstat(img->fd, &st)) {
		err = refuse(why, errno, "%s: %s", path, strerror(errno));
		goto close;
	}
	if (!S_ISREG(st.st_mode)) {
		err = refuse(why, EINVAL, "%s: not a regular file; give the name of an image file",
			     path);
		goto close;
	}
	img->size = (uint64_t)st.st_size;
	return 0;
close:
	close(img->fd);
	img->fd = -1;
	return err;
}

void image_close(struct image *img)
{
	if (img->fd >= 0)
		close(img->fd);
	free(img->data);
	img->fd = -1;
	img->data = NULL;
	img->size = 0;
}

int image_read(const struct image *img, uint64_t offset, void *buf,
	       size_t len)
{
	uint8_t *to = buf;

	if (offset > img->size || len > img->size - offset)
		return -ENODATA;
	if (img->fd < 0) {
		if (len)
			memcpy(buf, img->data + offset, len);
		return 0;
	}
	while (len) {
		ssize_t n = pread(img->fd, to, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			return -ENODATA;
		to += n;
		offset += (uint64_t)n;
		len -= (size_t)n;
	}
	return 0;
}
