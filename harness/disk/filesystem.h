/* SPDX-License-Identifier: GPL-2.0 */
/*
 * File systems of guests by e2fsprogs: made before the guest starts, checked
 * when it is gone.  What a guest leaves is hostile; e2fsck runs in a process of
 * its own, changes nothing and has limited CPU time.
 */
#ifndef HARNESS_DISK_FILESYSTEM_H
#define HARNESS_DISK_FILESYSTEM_H

#include "lib/refusal.h"

#include <stdint.h>

/* Make a file of that size with an empty ext2 or ext4, the same every time. */
int filesystem_make(const char *path, const char *type, uint64_t size,
		    struct refusal *err);
/* The exit status of e2fsck -fn, its words in the file log; negative: none. */
int filesystem_fsck(const char *image, const char *log);
/* 0: clean.  1: not, and the message says why.  Negative: it cannot be told. */
int filesystem_check(const char *path, struct refusal *err);

#endif
