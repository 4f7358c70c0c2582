/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The second disk, for the disk_ tests: the suite file gives it a size and the
 * pattern "count" (each 32-bit word is its own number, little endian).  After
 * disk_write it holds the inverse, which the harness compares on the host.
 */
#ifndef SUITES_GUEST_DISK_H
#define SUITES_GUEST_DISK_H

#include "check.h"

#define DISK_PATH	"/dev/lgbb"

/* Open it with these flags, or skip where there is none; its size. */
int disk_open(int flags, uint64_t *size);

/* Words of @buf, read from byte @at, must be their number XOR @flip. */
void disk_check(const void *buf, size_t len, uint64_t at, uint32_t flip);

/* 0 or ~0: what disk_check wants now. */
uint32_t disk_flip(int fd);

#endif
