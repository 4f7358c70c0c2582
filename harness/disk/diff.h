/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a guest wrote to its root disk: the image before and after.
 */
#ifndef HARNESS_DISK_DIFF_H
#define HARNESS_DISK_DIFF_H

#include "lib/refusal.h"

/*
 * { "added": [PATH], "changed": [ { "path", "what" } ], "removed": [PATH],
 *   "complete": false if there was too much, or not all could be read,
 *   "fsck": { "status": e2fsck's or null, "text": what it said } }
 * or NULL and a message. Uses two files in dir and removes them.
 */
struct json_t *image_diff(const char *before, const char *after,
			  const char *dir, struct refusal *err);

#endif
