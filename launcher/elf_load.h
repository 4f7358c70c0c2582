/* SPDX-License-Identifier: GPL-2.0 */
/* The loader for i386 ELF kernels. */
#ifndef LAUNCHER_ELF_LOAD_H
#define LAUNCHER_ELF_LOAD_H

#include "image.h"
#include "kernel.h"

/*
 * Checks img and loads it into guest RAM; fills in entry, page_offset, low and
 * high. 0, or -errno with the reason. Writes nothing before every check has
 * passed.
 */
int elf_load(const struct image *img, struct guest_memory *mem,
	     struct kernel *kernel, struct refusal *why);

#endif
