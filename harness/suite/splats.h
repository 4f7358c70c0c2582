/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Crash titles that are no failures: those that a suite allows wherever they
 * come, and those that a test of it must report ("splat").
 */
#ifndef HARNESS_SUITE_SPLATS_H
#define HARNESS_SUITE_SPLATS_H

#include <stdbool.h>

#include "lib/refusal.h"
#include "suite/suite.h"

/* The title has this text in it, where a * stands for anything. */
bool splat_fits(const char *title, const char *text);
/* The splat is one of this test's; * in its name stands for anything. */
bool splat_of(const struct suite_splat *s, const char *test);

/* These copy.  -EINVAL: the text fits everything; -E2BIG: too many; -ENOMEM. */
int suite_allow(struct suite *s, const char *text);
int suite_splat(struct suite *s, const char *test, const char *text);
/* A text a line; # begins a comment.  -errno and a message. */
int suite_allow_file(struct suite *s, const char *path, struct refusal *err);

#endif
