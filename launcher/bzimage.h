/* SPDX-License-Identifier: GPL-2.0 */
/* Takes the ELF kernel out of a bzImage. */
#ifndef LAUNCHER_BZIMAGE_H
#define LAUNCHER_BZIMAGE_H

#include "image.h"
#include "kernel.h"

#include <stdint.h>

/*
 * Unpacks file into *payload, which the caller closes, and fills in what kernel
 * has about bzImages. ram, in bytes, bounds what the payload may unpack to. 0,
 * or -errno with the reason.
 */
int bzimage_unpack(const struct image *file, uint32_t ram,
		   struct image *payload, struct kernel *kernel,
		   struct refusal *why);

#endif
