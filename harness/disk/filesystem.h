/* SPDX-License-Identifier: GPL-2.0 */
/*
 * File systems of guests, with e2fsprogs: made before the guest starts, checked
 * when it is gone. What a guest leaves is hostile, so e2fsck runs in a process
 * of its own, changes nothing and has little CPU time.
 */
#ifndef HARNESS_DISK_FILESYSTEM_H
#define HARNESS_DISK_FILESYSTEM_H

#include "lib/refusal.h"

#include <stdint.h>

/* Makes a file of that size with an empty ext2 or ext4, always the same. */
int filesystem_make(const char *path, const char *type, uint64_t size,
		    struct refusal *err);
/* The exit status of e2fsck -fn, or -errno; the file log gets its output. */
int filesystem_fsck(const char *image, const char *log);
/* 0: clean. 1: not clean, the message says why. -errno: we cannot know. */
int filesystem_check(const char *path, struct refusal *err);

#endif
