/* SPDX-License-Identifier: GPL-2.0 */
/* Reading images back, with libext2fs and e2fsck, for the writer's tests. */
#ifndef LIB_TEST_IMAGE_H
#define LIB_TEST_IMAGE_H

#include "lib/ext2.h"

#include <ext2fs/ext2_fs.h>
#include <ext2fs/ext2fs.h>

#define KIB		1024ULL
#define MIB		(1024 * KIB)

/* Make a scratch directory and work in it; remove it again. */
void scratch_enter(void);
void scratch_leave(void);

/* Start an image of the scratch directory, or fail the test. */
struct ext2_image *image_new(const char *path, uint64_t size,
			     unsigned int blocksize);

/* Fail the test with the image's own message unless @err is 0. */
void image_ok(struct ext2_image *img, int err);

/* Write, close, and have e2fsck find nothing. */
void image_finish(struct ext2_image *img, const char *path);

/* Fail unless e2fsck finds nothing wrong with @path. */
void image_check(const char *path);

/* Open for reading; look an entry up without following a last link. */
ext2_filsys image_open(const char *path);
ext2_ino_t image_find(ext2_filsys fs, const char *path,
		      struct ext2_inode *inode);

/* Bytes that differ from each other at every place of a block. */
void *make_bytes(size_t len);

/* Is @path of the image a file of exactly these bytes and mode? */
void image_has(ext2_filsys fs, const char *path, unsigned int mode,
	       const void *data, size_t len);

#endif
