// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 100: The other two
 *
 * lz4 and lzo. The kernel's build frames them with lz4 -l and lzop: a header,
 * then blocks, which the libraries unpack one at a time. The lengths are the
 * file's, so each is checked against what is left.
 */
#include "lib/payload_inner.h"

#include <errno.h>
#include <lz4.h>
#include <lzo/lzo1x.h>
#include <string.h>
#include <zlib.h>

#define LZ4_MAGIC	4
#define LZ4_BLOCK	(8u << 20)

/* lzop's header; the numbers in it are big-endian. */
#define LZOP_MAGIC	9
#define LZOP_LONG	0x0940	/* from this version on: more fields */
#define LZOP_BLOCK	(64u << 20)
#define LZOP_METHOD_MAX	3	/* all of them LZO1X */
#define LZOP_ADLER	0x1	/* a block has a sum of its bytes, */
#define LZOP_ADLER_IN	0x2	/* unpacked and packed */
#define LZOP_CRC	0x100
#define LZOP_CRC_IN	0x200
#define LZOP_EXTRA	0x40
#define LZOP_MULTIPART	0x400
#define LZOP_FILTER	0x800
#define LZOP_HEAD_CRC	0x1000

/* A reader that remembers when it has run out. */
struct cursor {
	const uint8_t *at;
	size_t left;
	int err;
};

static const uint8_t *take(struct cursor *c, size_t len)
{
	const uint8_t *at = c->at;

	if (c->err || len > c->left) {
		c->err = -ENODATA;
		return NULL;
	}
	c->at += len;
	c->left -= len;
	return at;
}

/* Zero if fewer bytes are left. */
static uint32_t take_big(struct cursor *c, size_t len)
{
	const uint8_t *p = take(c, len);
	uint32_t n = 0;

	while (p && len--)
		n = n << 8 | *p++;
	return n;
}

static uint32_t take_little(struct cursor *c)
{
	const uint8_t *p = take(c, 4);

	return p ? p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24 : 0;
}

/*
 * The format has no end mark. The unpacked size, which the kernel's build
 * appends to the last block, must serve as one.
 */
int payload_lz4(const uint8_t *in, size_t len, struct unpacked *out)
{
	struct cursor c = { in + LZ4_MAGIC, len - LZ4_MAGIC, 0 };

	while (c.left > 4) {
		uint32_t packed = take_little(&c);
		const uint8_t *block = take(&c, packed);
		size_t room = out->limit - out->size;
		int got, err;

		if (!block)
			return -ENODATA;
		if (room > LZ4_BLOCK)
			room = LZ4_BLOCK;
		err = packed > LZ4_COMPRESSBOUND(LZ4_BLOCK) ? -EILSEQ :
		      payload_room_for(out, room);
		if (err)
			return err;
		got = LZ4_decompress_safe((const char *)block,
					  (char *)out->data + out->size,
					  (int)packed, (int)room);
		if (got < 0)
			return room < LZ4_BLOCK ? -EFBIG : -EILSEQ;
		out->size += (size_t)got;
	}
	if (c.left < 4)
		return -ENODATA;
	return take_little(&c) == (uint32_t)out->size ? 0 : -EILSEQ;
}

/* Checks the header, steps over it and gets the flags. */
static int lzop_header(struct cursor *c, uint32_t *flags)
{
	const uint8_t *start;
	uint32_t version, method, sum;

	if (!take(c, LZOP_MAGIC))
		return -ENODATA;
	start = c->at;
	version = take_big(c, 2);
	take_big(c, version >= LZOP_LONG ? 4 : 2);	/* library, needed */
	method = take_big(c, 1);
	if (version >= LZOP_LONG)
		take_big(c, 1);				/* level */
	*flags = take_big(c, 4);
	take(c, version >= LZOP_LONG ? 12 : 8);		/* mode and time */
	take(c, take_big(c, 1));			/* name */
	sum = (uint32_t)(*flags & LZOP_HEAD_CRC ?
			 crc32(0, start, (uInt)(c->at - start)) :
			 adler32(1, start, (uInt)(c->at - start)));
	if (take_big(c, 4) != sum && !c->err)
		return -EILSEQ;
	if (!c->err && (!method || method > LZOP_METHOD_MAX ||
			*flags & (LZOP_EXTRA | LZOP_FILTER | LZOP_MULTIPART)))
		return -EILSEQ;
	return c->err;
}

/* The block's bytes are at the end of out but not yet part of its size. */
static int lzop_block(struct cursor *c, uint32_t flags, uint32_t size,
		      struct unpacked *out)
{
	uint32_t packed = take_big(c, 4), sum = 0, crc = 0;
	const uint8_t *block;
	uint8_t *to;
	lzo_uint got = size;

	if (flags & LZOP_ADLER)
		sum = take_big(c, 4);
	if (flags & LZOP_CRC)
		crc = take_big(c, 4);
	if (packed < size)
		take(c, 4 * (!!(flags & LZOP_ADLER_IN) +
			     !!(flags & LZOP_CRC_IN)));
	if (c->err)
		return c->err;
	if (packed > size)
		return -EILSEQ;
	block = take(c, packed);
	if (!block)
		return c->err;
	to = out->data + out->size;
	if (packed == size)
		memcpy(to, block, size);
	else if (lzo1x_decompress_safe(block, packed, to, &got, NULL) ||
		 got != size)
		return -EILSEQ;
	if (flags & LZOP_ADLER && adler32(1, to, size) != sum)
		return -EILSEQ;
	if (flags & LZOP_CRC && crc32(0, to, size) != crc)
		return -EILSEQ;
	return 0;
}

int payload_lzo(const uint8_t *in, size_t len, struct unpacked *out)
{
	struct cursor c = { in, len, 0 };
	uint32_t flags, size;
	int err = lzop_header(&c, &flags);

	while (!err) {
		size = take_big(&c, 4);
		if (c.err || !size)
			return c.err;
		if (size > LZOP_BLOCK)
			return -EILSEQ;
		err = payload_room_for(out, size);
		if (!err)
			err = lzop_block(&c, flags, size, out);
		if (!err)
			out->size += size;
	}
	return err;
}
