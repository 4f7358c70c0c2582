/* SPDX-License-Identifier: GPL-2.0 */
/* A loaded kernel, and the one way to load one. */
#ifndef LAUNCHER_KERNEL_H
#define LAUNCHER_KERNEL_H

#include "memory.h"
#include "report.h"

#include <stdbool.h>
#include <stdint.h>

#include <asm/bootparam.h>

struct kernel {
	uint32_t entry;		/* physical */
	uint32_t page_offset;	/* virtual minus physical address */
	uint32_t low, high;	/* physical: it lies in [low, high) */
	bool has_header;	/* it was a bzImage, with this header */
	struct setup_header header;
};

/*
 * Loads the bzImage or ELF file path into guest RAM. 0, or -errno with the
 * reason, which names the file.
 */
int kernel_load(const char *path, struct guest_memory *mem,
		struct kernel *kernel, struct refusal *why);

#endif
