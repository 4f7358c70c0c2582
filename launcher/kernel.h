/* SPDX-License-Identifier: GPL-2.0 */
/* A kernel: what it is, and which bytes of its file go where. */
#ifndef LAUNCHER_KERNEL_H
#define LAUNCHER_KERNEL_H

#include "image.h"
#include "report.h"

#include <stdbool.h>
#include <stdint.h>

#include <asm/bootparam.h>

#define KERNEL_PARTS	64

/* Bytes of the file, or of what it unpacks to, and where they go. */
struct kernel_part {
	uint32_t addr, size;	/* physical */
	uint64_t offset;
};

struct kernel {
	uint32_t entry;		/* physical */
	uint32_t page_offset;	/* virtual minus physical address */
	uint32_t low, high;	/* physical: it lies in [low, high) */
	bool has_header;	/* it was a bzImage, with this header */
	struct setup_header header;
	char packing[8];	/* "gzip", ...; or "" */
	uint32_t packed, unpacked;	/* bytes */
	unsigned int nparts;
	struct kernel_part parts[KERNEL_PARTS];
};

/*
 * Looks through file, a bzImage or an ELF file, for a guest with ram bytes of
 * RAM. The parts are in *unpacked if that has data, which the caller then closes,
 * else in file. 0, or -errno with the reason, which names the file.
 *
 * Here the bytes of a file get their chance to do harm: see load.h.
 */
int kernel_parse(const struct image *file, uint32_t ram,
		 struct image *unpacked, struct kernel *kernel,
		 struct refusal *why);

#endif
