/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tests of file systems get a block device and a file system's name: each
 * mounts it on /mnt and works in a folder of its own there.
 */
#ifndef SUITES_FILESYSTEMS_FILESYSTEMS_H
#define SUITES_FILESYSTEMS_FILESYSTEMS_H

#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>

/* Mount the test's file system; the test's folder becomes the current one. */
void fs_enter(void);

/* Unmount it and mount it again: what is then there is on the disk. */
void fs_again(void);

/* Leave it; what the test has left behind is removed first. */
void fs_leave(void);

/* The seed behind device and name. */
uint32_t fs_seed(void);

#endif
