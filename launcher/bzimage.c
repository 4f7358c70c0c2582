// SPDX-License-Identifier: GPL-2.0
/*
 * bzImage reader.  Called by kernel_load() for whatever is not an ELF file, so
 * the first question is whether it is a kernel at all.  Everything read is the
 * file's and not trusted; the payload is found by the setup header alone
 * (Documentation/arch/x86/boot.rst, protocol 2.08 and later).
 */
#include "bzimage.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define HEADER_AT	0x1f1	/* of struct setup_header in the file */
#define HEADER_JUMP_END	0x202	/* the jump's distance counts from here */
#define BOOT_FLAG	0xaa55
#define HEADER_MAGIC	0x53726448	/* "HdrS" */
#define VERSION_PAYLOAD	0x0208
#define VERSION_XLOAD	0x020c
#define SECTOR		512
/* Kernels are refused for their own size, not unpacked for ever. */
#define UNPACK_FLOOR	(64u << 20)
/* Kernels carry sections that are dropped or not loaded. */
#define UNPACK_SLACK	(32u << 20)
/* What a 32-bit process can hold beside the guest's memory. */
#define UNPACK_CEILING	(1u << 30)
#define UNPACK_FIRST	(8u << 20)

static const struct compression {
	const char *name;
	uint8_t magic[6];
	unsigned int len;
} compressions[] = {
	{ "gzip",  { 0x1f, 0x8b }, 2 },
	{ "xz",    { 0xfd, '7', 'z', 'X', 'Z', 0 }, 6 },
	{ "zstd",  { 0x28, 0xb5, 0x2f, 0xfd }, 4 },
	{ "lz4",   { 0x02, 0x21, 0x4c, 0x18 }, 4 },
	{ "lzo",   { 0x89, 'L', 'Z', 'O' }, 4 },
	{ "bzip2", { 'B', 'Z', 'h' }, 3 },
	{ "lzma",  { 0x5d, 0, 0 }, 3 },
};

/* Copies the header, as much of it as this kernel's protocol has. */
static int read_header(const struct image *file, struct setup_header *header,
		       struct refusal *why)
{
	uint8_t raw[sizeof(*header)] = { 0 };
	size_t len = sizeof(raw);
	int err;

	/* What a small file lacks counts as zero, which no kernel has. */
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
	/* Bytes behind the end of an older, shorter header are code. */
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

static int check_compression(const struct image *file, const uint8_t *packed,
			     size_t len, struct refusal *why)
{
	const struct compression *c;

	for (c = compressions;
	     c < compressions + sizeof(compressions) / sizeof(*c); c++) {
		if (len < c->len || memcmp(packed, c->magic, c->len))
			continue;
		if (c == compressions)
			return 0;
		return refuse(why, ENOEXEC,
			      "%s: compressed with %s, only gzip is supported; build it with CONFIG_KERNEL_GZIP=y",
			      file->name, c->name);
	}
	return refuse(why, ENOEXEC,
		      "%s: its payload is not compressed in any known way; build it with CONFIG_KERNEL_GZIP=y",
		      file->name);
}

/* Grows the output by doubling, up to limit.  0 or -errno. */
static int grow(struct image *out, size_t *room, size_t limit)
{
	size_t want = *room ? *room * 2 : UNPACK_FIRST;
	uint8_t *data;

	if (*room >= limit)
		return -EFBIG;
	if (want > limit)
		want = limit;
	data = realloc(out->data, want);
	if (!data)
		return -ENOMEM;
	out->data = data;
	*room = want;
	return 0;
}

/* Z_STREAM_END, another zlib status, or -errno below the range of those. */
#define NOT_ZLIB	100
static int inflate_all(z_stream *z, struct image *out, size_t limit)
{
	size_t room = 0;
	int status;

	do {
		if (out->size == room) {
			int err = grow(out, &room, limit);

			if (err)
				return err - NOT_ZLIB;
		}
		z->next_out = out->data + out->size;
		z->avail_out = (uInt)(room - out->size);
		status = inflate(z, Z_NO_FLUSH);
		out->size = room - z->avail_out;
	} while (status == Z_OK && (z->avail_in || !z->avail_out));
	return status;
}

static int unpack(const struct image *file, uint8_t *packed, size_t len,
		  size_t limit, struct image *out, struct refusal *why)
{
	z_stream z = { .next_in = packed, .avail_in = (uInt)len };
	int status;

	/* 16: a gzip header and trailer, with its checksum. */
	if (inflateInit2(&z, 15 + 16) != Z_OK)
		return refuse(why, ENOMEM, "%s: no memory to unpack it",
			      file->name);
	status = inflate_all(&z, out, limit);
	inflateEnd(&z);
	switch (status) {
	case Z_STREAM_END:
		return 0;
	case Z_OK:
	case Z_BUF_ERROR:
		return refuse(why, ENOEXEC,
			      "%s: its compressed kernel ends in the middle; copy or build it again",
			      file->name);
	case -EFBIG - NOT_ZLIB:
		return refuse(why, ENOMEM,
			      "%s: unpacks to more than %zu MiB, too much for this guest's memory; give it more, or a smaller kernel",
			      file->name, limit >> 20);
	case -ENOMEM - NOT_ZLIB:
	case Z_MEM_ERROR:
		return refuse(why, ENOMEM, "%s: no memory to unpack it",
			      file->name);
	default:
		return refuse(why, ENOEXEC,
			      "%s: its compressed kernel is damaged; copy or build it again",
			      file->name);
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
		   struct image *payload, struct setup_header *header,
		   struct refusal *why)
{
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
	err = check_compression(file, packed, header->payload_length, why);
	if (!err)
		err = unpack(file, packed, header->payload_length,
			     unpack_limit(ram), payload, why);
	free(packed);
	if (err)
		image_close(payload);
	else
		verbose("%s: %u bytes of gzip, %llu unpacked", file->name,
			header->payload_length,
			(unsigned long long)payload->size);
	return err;
}
