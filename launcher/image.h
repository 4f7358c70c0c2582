/* SPDX-License-Identifier: GPL-2.0 */
/* The bytes of a kernel: in a file, or unpacked from one. */
#ifndef LAUNCHER_IMAGE_H
#define LAUNCHER_IMAGE_H

#include "report.h"

#include <stddef.h>
#include <stdint.h>

struct image {
	const char *name;	/* for messages */
	int fd;			/* -1: the bytes are in data */
	uint8_t *data;		/* owned by the image, malloc()ed */
	uint64_t size;
};

/* Opens a regular file for reading; 0 or -errno with the reason. */
int image_open(struct image *img, const char *path, struct refusal *why);
void image_close(struct image *img);

/*
 * Reads exactly len bytes at offset. -ENODATA if the image ends before, another
 * -errno if reading fails.
 */
int image_read(const struct image *img, uint64_t offset, void *buf,
	       size_t len);

#endif
