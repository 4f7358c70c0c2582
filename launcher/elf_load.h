/* SPDX-License-Identifier: GPL-2.0 */
/* The reader of i386 ELF kernels. */
#ifndef LAUNCHER_ELF_LOAD_H
#define LAUNCHER_ELF_LOAD_H

#include "image.h"
#include "kernel.h"

/*
 * Checks img for a guest with ram bytes of RAM; fills in entry, page_offset,
 * low, high and the parts. 0, or -errno with the reason.
 */
int elf_parse(const struct image *img, uint32_t ram, struct kernel *kernel,
	      struct refusal *why);

#endif
