// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 130: What a boot loader tells a kernel
 *
 * The layout in guest RAM: struct boot_params at BOOT_PARAMS, the command line
 * at BOOT_COMMAND, the kernel where it was linked, the initial RAM disk at the
 * top, page aligned. All of it is written before the guest runs and never read
 * again, so none of it needs protection from the guest. The files and the
 * arguments are the user's.
 */
#include "boot.h"

#include "image.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define E820_RAM	1
/* From here to 1 MiB is the classic hole, which the memory map leaves out. */
#define LOW_RAM_END	0x9f000u
#define HIGH_RAM	0x100000u
#define BOOT_FLAG	0xaa55
#define HEADER_MAGIC	0x53726448	/* "HdrS" */
#define LOADER_UNKNOWN	0xff
/* What i386 kernels have in their header, for a vmlinux, which has none. */
#define I386_COMMAND	2047u
#define I386_INITRD_MAX	0x37ffffffu
#define I386_PROTOCOL	0x020f

uint32_t boot_command_limit(const struct kernel *kernel)
{
	uint32_t limit = kernel->has_header ? kernel->header.cmdline_size :
		I386_COMMAND;

	if (limit > BOOT_AREA_END - BOOT_COMMAND - 1)
		limit = BOOT_AREA_END - BOOT_COMMAND - 1;
	return limit;
}

static bool has_console(char *const *args, unsigned int nargs)
{
	static const char word[] = "console=";

	for (unsigned int i = 0; i < nargs; i++) {
		/* One word of ours may hold several arguments. */
		const char *at = args[i];

		while ((at = strstr(at, word))) {
			if (at == args[i] || at[-1] == ' ')
				return true;
			at++;
		}
	}
	return false;
}

int boot_command_line(char *const *args, unsigned int nargs, uint32_t limit,
		      char line[BOOT_AREA_END - BOOT_COMMAND],
		      struct refusal *why)
{
	const char *ours = has_console(args, nargs) ? NULL : "console=hvc0";
	uint64_t len = 0;

	for (unsigned int i = 0; i < nargs + (ours ? 1 : 0); i++) {
		const char *word = !ours ? args[i] : i ? args[i - 1] : ours;
		size_t n = strlen(word);

		if (len && len < limit)
			line[len] = ' ';
		if (len)
			len++;
		if (len + n <= limit)
			memcpy(line + len, word, n);
		len += n;
	}
	if (len > limit)
		return refuse(why, E2BIG,
			      "the kernel arguments are %llu characters long, this kernel takes %u; shorten them",
			      (unsigned long long)len, limit);
	line[len] = '\0';
	return 0;
}

static uint32_t initrd_top(const struct guest_memory *mem,
			   const struct kernel *kernel)
{
	uint32_t max = I386_INITRD_MAX;

	if (kernel->has_header && kernel->header.initrd_addr_max < max)
		max = kernel->header.initrd_addr_max;
	return mem->ram - 1 <= max ? mem->ram : max + 1;
}

int boot_initrd(const char *path, struct guest_memory *mem,
		const struct kernel *kernel, struct initrd *initrd,
		struct refusal *why)
{
	uint32_t top = initrd_top(mem, kernel);
	struct image file;
	int err;

	err = image_open(&file, path, why);
	if (err)
		return err;
	if (!file.size) {
		err = refuse(why, EINVAL,
			     "%s: empty; give an initial RAM disk, or leave out --initrd",
			     path);
		goto close;
	}
	if (file.size > top ||
	    ((top - (uint32_t)file.size) & ~(PAGE_BYTES - 1)) < kernel->high) {
		uint64_t need = kernel->high + file.size + PAGE_BYTES;

		err = refuse(why, ENOMEM,
			     "%s: does not fit above the kernel in %u MiB of guest memory; give at least %llum, and more to work with",
			     path, mem->ram >> 20,
			     (unsigned long long)(need + 0xfffff) >> 20);
		goto close;
	}
	initrd->size = (uint32_t)file.size;
	initrd->addr = (top - initrd->size) & ~(PAGE_BYTES - 1);
	err = image_read(&file, 0, guest_range(mem, initrd->addr,
					       initrd->size), initrd->size);
	if (err)
		err = refuse(why, -err, "%s: cannot read it: %s", path,
			     strerror(-err));
	else
		verbose("initial RAM disk: 0x%x bytes at 0x%x", initrd->size,
			initrd->addr);
close:
	image_close(&file);
	return err;
}

static void e820_add(struct boot_params *bp, uint32_t from, uint32_t to)
{
	struct boot_e820_entry entry = {
		.addr = from, .size = to - from, .type = E820_RAM,
	};

	if (from < to)
		bp->e820_table[bp->e820_entries++] = entry;
}

int boot_write(struct guest_memory *mem, const struct kernel *kernel,
	       const struct initrd *initrd, const char *command,
	       struct refusal *why)
{
	struct boot_params *bp = guest_range(mem, BOOT_PARAMS, sizeof(*bp));
	char *line = guest_range(mem, BOOT_COMMAND,
				 BOOT_AREA_END - BOOT_COMMAND);

	if (!bp || !line)
		return refuse(why, ENOMEM,
			      "no guest memory for the boot parameters; give the guest more");
	memset(bp, 0, sizeof(*bp));
	if (kernel->has_header) {
		bp->hdr = kernel->header;
	} else {
		bp->hdr.boot_flag = BOOT_FLAG;
		bp->hdr.header = HEADER_MAGIC;
		bp->hdr.version = I386_PROTOCOL;
		bp->hdr.loadflags = LOADED_HIGH;
		bp->hdr.cmdline_size = I386_COMMAND;
		bp->hdr.initrd_addr_max = I386_INITRD_MAX;
	}
	bp->hdr.type_of_loader = LOADER_UNKNOWN;
	bp->hdr.setup_data = 0;
	bp->hdr.cmd_line_ptr = BOOT_COMMAND;
	bp->hdr.ramdisk_image = initrd->size ? initrd->addr : 0;
	bp->hdr.ramdisk_size = initrd->size;
	e820_add(bp, 0, LOW_RAM_END);
	e820_add(bp, HIGH_RAM, mem->ram);
	memcpy(line, command, strlen(command) + 1);
	return 0;
}
