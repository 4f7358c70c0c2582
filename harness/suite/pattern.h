/* SPDX-License-Identifier: GPL-2.0 */
/* What a suite file says a disk holds; disk/contents.h has what they mean. */
#ifndef HARNESS_SUITE_PATTERN_H
#define HARNESS_SUITE_PATTERN_H

enum pattern {
	PATTERN_ZERO,
	PATTERN_COUNT,
	PATTERN_INVERT,
	PATTERN_EXT2,
	PATTERN_EXT4,
	PATTERN_FSCK,
};

/* 0 and *p, or -EINVAL. */
int pattern_parse(const char *name, enum pattern *p);
const char *pattern_name(enum pattern p);

#endif
