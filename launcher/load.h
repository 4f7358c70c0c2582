/* SPDX-License-Identifier: GPL-2.0 */
/* The one way to load a kernel. */
#ifndef LAUNCHER_LOAD_H
#define LAUNCHER_LOAD_H

#include "kernel.h"
#include "memory.h"
#include "report.h"

/*
 * Loads path, a bzImage or an ELF file, into guest RAM.  0, or -errno with the
 * reason, which names the file; then guest RAM may hold anything.
 */
int load_kernel(const char *path, struct guest_memory *mem,
		struct kernel *kernel, struct refusal *why);

#endif
