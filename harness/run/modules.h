/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The modules of a kernel, in the folder where depmod describes them.
 */
#ifndef HARNESS_RUN_MODULES_H
#define HARNESS_RUN_MODULES_H

#include "lib/refusal.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The folder of a kernel's modules: "modules" or lib/modules/RELEASE beside it,
 * ../lib/modules/RELEASE, or /lib/modules/RELEASE. False: there is none.
 */
bool modules_folder(const char *kernel, const char *release, char *path,
		    size_t size);
/*
 * Adds the files of a module and all that it depends on to list, in the order to
 * load them, each once. -ENOENT without a message: there is no such module, it
 * may be built in.
 */
int modules_add(const char *folder, const char *name, char **list,
		unsigned *n, unsigned max, struct refusal *err);

#endif
