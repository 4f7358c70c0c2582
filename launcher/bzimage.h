/* SPDX-License-Identifier: GPL-2.0 */
/* Takes the ELF kernel out of a bzImage. */
#ifndef LAUNCHER_BZIMAGE_H
#define LAUNCHER_BZIMAGE_H

#include "image.h"

#include <stdint.h>

#include <asm/bootparam.h>

/*
 * Unpacks file into *payload, which the caller closes, and copies its setup
 * header. ram, in bytes, bounds what the payload may unpack to. 0, or -errno
 * with the reason.
 */
int bzimage_unpack(const struct image *file, uint32_t ram,
		   struct image *payload, struct setup_header *header,
		   struct refusal *why);

#endif
