/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Initial RAM disks: takes the entries that ext2.h's calls have collected and
 * writes them as a cpio archive (newc) instead of a file system.
 */
#ifndef LIB_CPIO_H
#define LIB_CPIO_H

struct ext2_image;

/* Like ext2_write(), but ignores ext2_create()'s size and block size. */
int cpio_write(struct ext2_image *img);

#endif
