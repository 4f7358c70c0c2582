// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 50: Which kind of kernel
 *
 * Finds the loader for a kernel file. The file is not trusted: it may be any
 * bytes.
 */
#include "kernel.h"

#include "bzimage.h"
#include "elf_load.h"
#include "image.h"

#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

static int load_bzimage(const struct image *file, struct guest_memory *mem,
			struct kernel *kernel, struct refusal *why)
{
	struct image payload;
	int err;

	err = bzimage_unpack(file, mem->ram, &payload, &kernel->header, why);
	if (err)
		return err;
	kernel->has_header = true;
	err = elf_load(&payload, mem, kernel, why);
	image_close(&payload);
	return err;
}

int kernel_load(const char *path, struct guest_memory *mem,
		struct kernel *kernel, struct refusal *why)
{
	unsigned char magic[SELFMAG];
	struct image file;
	int err;

	memset(kernel, 0, sizeof(*kernel));
	err = image_open(&file, path, why);
	if (err)
		return err;
	if (!image_read(&file, 0, magic, sizeof(magic)) &&
	    !memcmp(magic, ELFMAG, SELFMAG))
		err = elf_load(&file, mem, kernel, why);
	else
		err = load_bzimage(&file, mem, kernel, why);
	image_close(&file);
	return err;
}
