/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What disks hold before and after. Both sides can compute some contents:
 * "zero"; "count", where each 32-bit little-endian word holds its own number;
 * "invert", with every bit of "count" flipped. "ext2" and "ext4" are empty file
 * systems; "fsck", only for afterwards, is one that e2fsck finds clean.
 */
#ifndef HARNESS_DISK_CONTENTS_H
#define HARNESS_DISK_CONTENTS_H

#include "lib/refusal.h"
#include "suite/pattern.h"

#include <stddef.h>
#include <stdint.h>

/* Fills buf with len bytes of one of the first three, from offset on. */
void contents_fill(enum pattern p, uint64_t offset, unsigned char *buf,
		   size_t len);
/* Writes a new file of that size. */
int contents_create(const char *path, enum pattern p, uint64_t size,
		    struct refusal *err);
/*
 * Compares a file. 0: as it should be. 1: it differs, and the message says
 * where. -errno: it cannot be read.
 */
int contents_check(const char *path, enum pattern p, uint64_t size,
		   struct refusal *err);

#endif
