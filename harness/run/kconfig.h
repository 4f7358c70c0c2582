/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The configuration inside a kernel (CONFIG_IKCONFIG), for the "needs" of
 * suites. Reads vmlinux and bzImage.
 */
#ifndef HARNESS_RUN_KCONFIG_H
#define HARNESS_RUN_KCONFIG_H

#include "lib/refusal.h"

#include <stdbool.h>

/*
 * 0 and the text of the configuration, which the caller frees; -ENODATA and a
 * message if the kernel carries none; another -errno and a message if we cannot
 * know.
 */
int kconfig_read(const char *kernel, char **text, struct refusal *err);
/* Is "CONFIG_X=y" (or =m, ="text", =n for not set) what the text says? */
bool kconfig_has(const char *text, const char *need);

#endif
