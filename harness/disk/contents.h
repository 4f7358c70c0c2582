/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What disks hold before and after.  Contents that both sides can compute:
 * "zero"; "count", where each 32-bit little-endian word holds its own number;
 * "invert", every bit of "count" turned over.  An empty file system, "ext2" or
 * "ext4"; and afterwards "fsck": a file system that e2fsck finds clean.
 */
#ifndef HARNESS_DISK_CONTENTS_H
#define HARNESS_DISK_CONTENTS_H

#include "lib/refusal.h"
#include "suite/pattern.h"

#include <stddef.h>
#include <stdint.h>

/* The len bytes of the pattern, one of the first three, from offset on. */
void contents_fill(enum pattern p, uint64_t offset, unsigned char *buf,
		   size_t len);
/* Writes a new file of that size. */
int contents_create(const char *path, enum pattern p, uint64_t size,
		    struct refusal *err);
/*
 * Compares a file.  0: as it should be.  1: it differs, and the message says
 * where.  Negative: it cannot be read.
 */
int contents_check(const char *path, enum pattern p, uint64_t size,
		   struct refusal *err);

#endif
