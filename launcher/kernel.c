// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 50: Which kind of kernel
 *
 * Finds the reader for a kernel file. The file is not trusted: it may be any
 * bytes.
 */
#include "kernel.h"

#include "bzimage.h"
#include "elf_load.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

int kernel_parse(const struct image *file, uint32_t ram,
		 struct image *unpacked, struct kernel *kernel,
		 struct refusal *why)
{
	unsigned char magic[SELFMAG];
	int err;

	memset(kernel, 0, sizeof(*kernel));
	*unpacked = (struct image){ .name = file->name, .fd = -1 };
	if (!image_read(file, 0, magic, sizeof(magic)) &&
	    !memcmp(magic, ELFMAG, SELFMAG))
		return elf_parse(file, ram, kernel, why);
	err = bzimage_unpack(file, ram, unpacked, kernel, why);
	if (err)
		return err;
	err = elf_parse(unpacked, ram, kernel, why);
	if (err)
		image_close(unpacked);
	return err;
}
