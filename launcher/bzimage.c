// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 70: A bzImage
 *
 * A bzImage is real-mode code, a header, and a program that unpacks the kernel
 * proper. On a PC that program runs; here the launcher does its work from
 * outside. It finds the payload by the setup header alone
 * (Documentation/arch/x86/boot.rst, protocol 2.08 and later).
 *
 * Whatever is not an ELF file ends up here, so the first question is whether it
 * is a kernel at all. All that is read is the file's and not trusted.
 */
#include "bzimage.h"

#include "lib/payload.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER_AT	0x1f1	/* of struct setup_header in the file */
#define HEADER_JUMP_END	0x202	/* the jump's distance counts from here */
#define BOOT_FLAG	0xaa55
#define HEADER_MAGIC	0x53726448	/* "HdrS" */
#define VERSION_PAYLOAD	0x0208
#define VERSION_XLOAD	0x020c
#define SECTOR		512
/* Kernels are refused by their size before they unpack for ever. */
#define UNPACK_FLOOR	(64u << 20)
/* Kernels carry sections that are not loaded. */
#define UNPACK_SLACK	(32u << 20)
/* What a 32-bit process has room for beside the guest's memory. */
#define UNPACK_CEILING	(1u << 30)

/* Copies as much of the header as this kernel's protocol has. */
static int read_header(const struct image *file, struct setup_header *header,
		       struct refusal *why)
{
	uint8_t raw[sizeof(*header)] = { 0 };
	size_t len = sizeof(raw);
	int err;

	/* What is missing in a small file reads as zero: not a kernel. */
	if (file->size < HEADER_AT + len)
		len = file->size > HEADER_AT ? file->size - HEADER_AT : 0;
	err = len ? image_read(file, HEADER_AT, raw, len) : 0;
	if (err)
		return refuse(why, -err, "%s: cannot read it: %s", file->name,
			      strerror(-err));
	memcpy(header, raw, sizeof(raw));
	if (header->boot_flag != BOOT_FLAG || header->header != HEADER_MAGIC)
		return refuse(why, ENOEXEC,
			      "%s: not a kernel; give a bzImage or an ELF vmlinux",
			      file->name);
	if (len < sizeof(raw))
		return refuse(why, ENOEXEC,
			      "%s: truncated bzImage: its setup header is not all there; copy or build it again",
			      file->name);
	/* An older header is shorter; the bytes after it are code. */
	len = HEADER_JUMP_END + (header->jump >> 8) - HEADER_AT;
	if (len < sizeof(raw))
		memset((uint8_t *)header + len, 0, sizeof(raw) - len);
	return 0;
}

static int check_header(const struct image *file,
			const struct setup_header *header,
			struct refusal *why)
{
	if (header->version < VERSION_PAYLOAD)
		return refuse(why, ENOEXEC,
			      "%s: boot protocol %u.%02u is too old, 2.08 is needed; give the vmlinux of this kernel",
			      file->name, header->version >> 8,
			      header->version & 0xff);
	if (header->version >= VERSION_XLOAD &&
	    header->xloadflags & XLF_KERNEL_64)
		return refuse(why, ENOEXEC,
			      "%s: a 64-bit kernel; guests are i386: build it with ARCH=i386 (`make guest`)",
			      file->name);
	if (!(header->loadflags & LOADED_HIGH))
		return refuse(why, ENOEXEC,
			      "%s: a zImage; build a bzImage", file->name);
	return 0;
}

static int read_payload(const struct image *file,
			const struct setup_header *header, uint8_t **packed,
			struct refusal *why)
{
	uint64_t sects = header->setup_sects ? header->setup_sects : 4;
	uint64_t start = (sects + 1) * SECTOR + header->payload_offset;
	uint64_t end = start + header->payload_length;
	int err;

	if (end > file->size)
		return refuse(why, ENOEXEC,
			      "%s: truncated bzImage: %llu bytes, but its payload ends at %llu; copy or build it again",
			      file->name, (unsigned long long)file->size,
			      (unsigned long long)end);
	if (header->payload_length > UNPACK_CEILING)
		return refuse(why, ENOEXEC,
			      "%s: its header is damaged: a payload of %u bytes; copy or build it again",
			      file->name, header->payload_length);
	*packed = malloc(header->payload_length + 1u);
	if (!*packed)
		return refuse(why, ENOMEM, "%s: no memory to read it",
			      file->name);
	err = image_read(file, start, *packed, header->payload_length);
	if (err) {
		free(*packed);
		return refuse(why, -err, "%s: cannot read its payload: %s",
			      file->name, strerror(-err));
	}
	return 0;
}

static int unpack(const struct image *file, const uint8_t *packed,
		  size_t limit, struct image *out, struct kernel *kernel,
		  struct refusal *why)
{
	size_t len = kernel->header.payload_length, size;
	const char *how;
	int err = payload_unpack(packed, len, limit, &out->data, &size, &how);

	switch (err) {
	case 0:
		out->size = size;
		snprintf(kernel->packing, sizeof(kernel->packing), "%s",
			 how);
		kernel->packed = (uint32_t)len;
		kernel->unpacked = (uint32_t)size;
		return 0;
	case -ENOTSUP:
		return refuse(why, ENOEXEC,
			      "%s: its payload is not compressed in any known way; copy it again, or build it with CONFIG_KERNEL_GZIP=y",
			      file->name);
	case -ENODATA:
		return refuse(why, ENOEXEC,
			      "%s: its compressed kernel (%s) ends in the middle; copy or build it again",
			      file->name, how);
	case -EFBIG:
		return refuse(why, ENOMEM,
			      "%s: unpacks to more than %zu MiB, too much for this guest's memory; give it more, or a smaller kernel",
			      file->name, limit >> 20);
	case -ENOMEM:
		return refuse(why, ENOMEM, "%s: no memory to unpack it",
			      file->name);
	default:
		return refuse(why, ENOEXEC,
			      "%s: its compressed kernel (%s) is damaged; copy or build it again",
			      file->name, how);
	}
}

static size_t unpack_limit(uint32_t ram)
{
	uint64_t limit = (uint64_t)ram + UNPACK_SLACK;

	if (limit < UNPACK_FLOOR)
		limit = UNPACK_FLOOR;
	return limit < UNPACK_CEILING ? (size_t)limit : UNPACK_CEILING;
}

int bzimage_unpack(const struct image *file, uint32_t ram,
		   struct image *payload, struct kernel *kernel,
		   struct refusal *why)
{
	struct setup_header *header = &kernel->header;
	uint8_t *packed = NULL;
	int err;

	memset(payload, 0, sizeof(*payload));
	payload->name = file->name;
	payload->fd = -1;
	err = read_header(file, header, why);
	if (!err)
		err = check_header(file, header, why);
	if (!err)
		err = read_payload(file, header, &packed, why);
	if (err)
		return err;
	kernel->has_header = true;
	err = unpack(file, packed, unpack_limit(ram), payload, kernel, why);
	free(packed);
	return err;
}
