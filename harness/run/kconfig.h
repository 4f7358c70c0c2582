/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The configuration that a kernel carries in itself (CONFIG_IKCONFIG), for the
 * "needs" of suites.  Reads vmlinux and bzImage.
 */
#ifndef HARNESS_RUN_KCONFIG_H
#define HARNESS_RUN_KCONFIG_H

#include "lib/refusal.h"

#include <stdbool.h>

/*
 * 0 and the text of the configuration (to be freed); -ENODATA and a message if
 * the kernel carries none; other -errno: there is no telling.
 */
int kconfig_read(const char *kernel, char **text, struct refusal *err);
/* Is "CONFIG_X=y" (or =m, ="text", =n for not set) what the text says? */
bool kconfig_has(const char *text, const char *need);

#endif
