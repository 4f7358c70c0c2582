/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The configuration of a kernel, for the "needs" of suites and to know how it
 * boots: the one inside it (CONFIG_IKCONFIG), or a file beside it. Reads vmlinux
 * and bzImage.
 */
#ifndef HARNESS_RUN_KCONFIG_H
#define HARNESS_RUN_KCONFIG_H

#include "lib/refusal.h"

#include <stdbool.h>
#include <stddef.h>

/* The file of its configuration beside it; false if there is none. */
bool kconfig_beside(const char *kernel, char *path, size_t size);
/*
 * 0 and the text of the configuration, which the caller frees; -ENODATA and a
 * message if there is none; another -errno and a message if we cannot
 * know.
 */
int kconfig_read(const char *kernel, char **text, struct refusal *err);
/* Is "CONFIG_X=y" (or =m, ="text", =n for not set) what the text says? */
bool kconfig_has(const char *text, const char *need);

#endif
