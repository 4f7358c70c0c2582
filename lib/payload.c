// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 80: Seven ways to compress
 *
 * Unpacks what a bzImage carries: finds out how it is compressed and owns the
 * memory that it is unpacked to. The launcher loads a kernel with it, lgcheck
 * reads a kernel's configuration. The bytes are a file's and not trusted:
 * however much they unpack to, this file sets the limit.
 */
#include "lib/payload.h"

#include "lib/payload_inner.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_FIRST	(1u << 20)

static const struct compression {
	const char *name;
	uint8_t magic[6];
	unsigned int len;
	payload_fn *unpack;
} compressions[] = {
	{ "gzip",  { 0x1f, 0x8b }, 2, payload_gzip },
	{ "xz",    { 0xfd, '7', 'z', 'X', 'Z', 0 }, 6, payload_xz },
	{ "zstd",  { 0x28, 0xb5, 0x2f, 0xfd }, 4, payload_zstd },
	{ "lz4",   { 0x02, 0x21, 0x4c, 0x18 }, 4, payload_lz4 },
	{ "lzo",   { 0x89, 'L', 'Z', 'O' }, 4, payload_lzo },
	{ "bzip2", { 'B', 'Z', 'h' }, 3, payload_bzip2 },
	{ "lzma",  { 0x5d, 0, 0 }, 3, payload_lzma },
};

static int room_to(struct unpacked *out, size_t want)
{
	uint8_t *data = realloc(out->data, want);

	if (!data)
		return -ENOMEM;
	out->data = data;
	out->room = want;
	return 0;
}

int payload_room(struct unpacked *out)
{
	size_t want = out->room ? out->room * 2 : ROOM_FIRST;

	if (out->size < out->room)
		return 0;
	if (out->room >= out->limit)
		return -EFBIG;
	return room_to(out, want < out->limit ? want : out->limit);
}

int payload_room_for(struct unpacked *out, size_t len)
{
	size_t want = out->room ? out->room : ROOM_FIRST;

	if (len > out->limit - out->size)
		return -EFBIG;
	while (want < out->limit && want - out->size < len)
		want *= 2;
	if (want > out->limit)
		want = out->limit;
	return want > out->room ? room_to(out, want) : 0;
}

static const struct compression *find(const uint8_t *packed, size_t len)
{
	const struct compression *c;

	for (c = compressions;
	     c < compressions + sizeof(compressions) / sizeof(*c); c++)
		if (len >= c->len && !memcmp(packed, c->magic, c->len))
			return c;
	return NULL;
}

int payload_unpack(const uint8_t *packed, size_t len, size_t limit,
		   uint8_t **data, size_t *size, const char **name)
{
	const struct compression *c = find(packed, len);
	struct unpacked out = { .limit = limit };
	int err;

	*name = c ? c->name : NULL;
	if (!c)
		return -ENOTSUP;
	err = c->unpack(packed, len, &out);
	if (err) {
		free(out.data);
		return err;
	}
	*data = out.data;
	*size = out.size;
	return 0;
}
