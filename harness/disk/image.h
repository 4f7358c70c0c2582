/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The files behind a guest's disks: its root image, made from the suite, and
 * the suite's other disks, which are checked afterwards.
 */
#ifndef HARNESS_DISK_IMAGE_H
#define HARNESS_DISK_IMAGE_H

#include "score/score.h"
#include "suite/suite.h"

/* Writes the root image; the message names the suite's file and line. */
int image_root(const struct suite *s, const char *path, struct refusal *err);
/* Writes disk i of the suite. */
int image_disk(const struct suite *s, unsigned i, const char *path,
	       struct refusal *err);
/* Compares the disks that have an "after"; each is a test of the score. */
void image_check(const struct suite *s, const char *const *disks,
		 struct score *score);

#endif
