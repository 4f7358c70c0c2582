/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A deterministic ext2 image writer.
 *
 * The caller describes a root file system entry by entry, and libext2fs writes
 * it into a plain file: no root, no loop device, no mke2fs. The same calls in
 * the same order give the same bytes, anywhere and at any time: identifiers
 * and times are fixed, owner and group are 0.
 *
 * The entries stay in memory until ext2_write(), so an image that is too small
 * is refused with the size it needs and never written by half.
 *
 * Paths are absolute and clean ("/a/b"; no "//", "." or ".."). Missing parent
 * directories are made with mode 0755. Adding a path twice is an error, except
 * that ext2_dir() may name a directory that was made as somebody's parent.
 *
 * All calls return 0 or -errno; after an error ext2_error() says in one line
 * what is wrong with which file.
 */
#ifndef LIB_EXT2_H
#define LIB_EXT2_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct ext2_image;

/*
 * Start an image of @size bytes (a multiple of @blocksize, which is 1024, 2048
 * or 4096) at @path. *@img is set, even on errors other than -ENOMEM, so that
 * ext2_error() can explain them; ext2_close() releases it.
 */
int ext2_create(const char *path, uint64_t size, unsigned int blocksize,
		struct ext2_image **img);

/* @mode: permission bits, 0 to 07777. */
int ext2_dir(struct ext2_image *img, const char *path, mode_t mode);

/* A file with contents from memory, which are copied now. */
int ext2_data(struct ext2_image *img, const char *path, mode_t mode,
	      const void *data, size_t len);

/* A file with the contents of the host file @source, read by ext2_write(). */
int ext2_file(struct ext2_image *img, const char *path, mode_t mode,
	      const char *source);

int ext2_symlink(struct ext2_image *img, const char *path, const char *target);

/* A device node: @mode is S_IFCHR or S_IFBLK with permission bits. */
int ext2_node(struct ext2_image *img, const char *path, mode_t mode,
	      unsigned int major, unsigned int minor);

/* Change the permission bits of something added before. */
int ext2_mode(struct ext2_image *img, const char *path, mode_t mode);

/*
 * Write everything. The file appears under its name only when it is complete;
 * after an error an old file of that name is still there, untouched.
 */
int ext2_write(struct ext2_image *img);

/* An upper bound of the bytes that the entries added so far need. */
uint64_t ext2_needed(const struct ext2_image *img);

/* Why the last call failed; "" when none has. */
const char *ext2_error(const struct ext2_image *img);

/* Free the image; NULL is fine. The written file stays. */
void ext2_close(struct ext2_image *img);

#endif
