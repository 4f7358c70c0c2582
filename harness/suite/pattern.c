// SPDX-License-Identifier: GPL-2.0
/* The names that suite files have for contents of disks. */
#include "suite/pattern.h"

#include <errno.h>
#include <string.h>

static const char *const names[] = {
	[PATTERN_ZERO] = "zero",
	[PATTERN_COUNT] = "count",
	[PATTERN_INVERT] = "invert",
	[PATTERN_EXT2] = "ext2",
	[PATTERN_EXT4] = "ext4",
	[PATTERN_FSCK] = "fsck",
};

int pattern_parse(const char *name, enum pattern *p)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!strcmp(name, names[i])) {
			*p = i;
			return 0;
		}
	}
	return -EINVAL;
}

const char *pattern_name(enum pattern p)
{
	return names[p];
}
