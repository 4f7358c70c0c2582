// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzes the loader with any bytes for a kernel: bzImage or ELF, up to the boot
 * parameters and the initial RAM disk, whose places depend on the file's
 * header. Checks what must hold for every kernel that is accepted.
 */
#include "kernel.h"

#include "boot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define RAM	(4u << 20)
#define INITRD	5000u

static char kernel_path[32], initrd_path[32];

/* A file without a name, and still a path to it. */
static int make_file(char path[32])
{
	int fd = memfd_create("fuzz", 0);

	if (fd < 0)
		abort();
	snprintf(path, 32, "/proc/self/fd/%d", fd);
	return fd;
}

static void fill_file(int fd, const uint8_t *data, size_t size)
{
	if (ftruncate(fd, (off_t)size) ||
	    pwrite(fd, data, size, 0) != (ssize_t)size)
		abort();
}

static void check(int holds)
{
	if (!holds)
		abort();
}

static void check_boot(struct guest_memory *mem, const struct kernel *kernel)
{
	char word[] = "quiet", *args[] = { word };
	char line[BOOT_AREA_END - BOOT_COMMAND];
	struct initrd initrd = { 0 };
	struct refusal why = { "" };
	uint32_t limit = boot_command_limit(kernel);

	check(limit < sizeof(line));
	if (boot_initrd(initrd_path, mem, kernel, &initrd, &why))
		check(!initrd.size && why.text[0]);
	else
		check(initrd.size == INITRD && initrd.addr >= kernel->high &&
		      initrd.addr <= mem->ram - INITRD);
	if (boot_command_line(args, 1, limit, line, &why))
		check(why.text[0]);
	else if (boot_write(mem, kernel, &initrd, line, &why))
		check(why.text[0]);
}

static void check_parts(const struct image *from, const struct kernel *kernel)
{
	check(kernel->nparts <= KERNEL_PARTS);
	for (unsigned int i = 0; i < kernel->nparts; i++) {
		const struct kernel_part *part = &kernel->parts[i];

		check(part->size && part->addr >= kernel->low &&
		      part->addr < kernel->high &&
		      part->size <= kernel->high - part->addr);
		check(part->offset <= from->size &&
		      part->size <= from->size - part->offset);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int kernel_fd = -1;
	struct refusal why = { "" };
	struct image file, unpacked;
	struct guest_memory mem;
	struct kernel kernel;
	int err;

	if (kernel_fd < 0) {
		static const uint8_t disk[INITRD];

		kernel_fd = make_file(kernel_path);
		fill_file(make_file(initrd_path), disk, sizeof(disk));
	}
	fill_file(kernel_fd, data, size);
	if (memory_map(&mem, RAM, &why))
		abort();
	if (image_open(&file, kernel_path, &why))
		abort();
	err = kernel_parse(&file, mem.ram, &unpacked, &kernel, &why);
	check(err <= 0);
	if (err) {
		check(why.text[0]);
	} else {
		check_parts(unpacked.data ? &unpacked : &file, &kernel);
		image_close(&unpacked);
		check(kernel.low >= BOOT_AREA_END &&
		      kernel.low < kernel.high && kernel.high <= RAM);
		check(kernel.entry >= kernel.low &&
		      kernel.entry < kernel.high);
		check(kernel.page_offset % (4u << 20) == 0);
		check_boot(&mem, &kernel);
	}
	image_close(&file);
	memory_unmap(&mem);
	return 0;
}
