/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Initial RAM disks: what was added to an image by ext2.h's calls, written as
 * a cpio archive (newc) in place of a file system.
 */
#ifndef LGCHECK_IMAGES_CPIO_H
#define LGCHECK_IMAGES_CPIO_H

struct ext2_image;

/* As ext2_write(); the size and block size of ext2_create() do not matter. */
int cpio_write(struct ext2_image *img);

#endif
