// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 90: Five of them
 *
 * gzip, bzip2, xz, lzma and zstd: streams that mark their own end, so the
 * unpacked size that the kernel's build appends is never read. Their loops are
 * alike: make room and call the library until the stream ends, an error comes,
 * or the input is used up with room to spare.
 */
#include "lib/payload_inner.h"

#include <bzlib.h>
#include <errno.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

/* What the largest dictionary in a kernel's build costs. */
#define LZMA_MEMORY	(192u << 20)
#define GZIP_HEADER	(15 + 16)

int payload_gzip(const uint8_t *in, size_t len, struct unpacked *out)
{
	z_stream z = { .next_in = (uint8_t *)in, .avail_in = (uInt)len };
	int err, status = Z_OK;

	if (inflateInit2(&z, GZIP_HEADER) != Z_OK)
		return -ENOMEM;
	do {
		err = payload_room(out);
		if (err)
			break;
		z.next_out = out->data + out->size;
		z.avail_out = (uInt)(out->room - out->size);
		status = inflate(&z, Z_NO_FLUSH);
		out->size = out->room - z.avail_out;
	} while (status == Z_OK && (z.avail_in || !z.avail_out));
	inflateEnd(&z);
	if (err || status == Z_STREAM_END)
		return err;
	if (status == Z_MEM_ERROR)
		return -ENOMEM;
	return status == Z_OK || status == Z_BUF_ERROR ? -ENODATA : -EILSEQ;
}

int payload_bzip2(const uint8_t *in, size_t len, struct unpacked *out)
{
	bz_stream z = { .next_in = (char *)in, .avail_in = (unsigned int)len };
	int err, status = BZ_OK;

	if (BZ2_bzDecompressInit(&z, 0, 0) != BZ_OK)
		return -ENOMEM;
	do {
		err = payload_room(out);
		if (err)
			break;
		z.next_out = (char *)out->data + out->size;
		z.avail_out = (unsigned int)(out->room - out->size);
		status = BZ2_bzDecompress(&z);
		out->size = out->room - z.avail_out;
	} while (status == BZ_OK && (z.avail_in || !z.avail_out));
	BZ2_bzDecompressEnd(&z);
	if (err || status == BZ_STREAM_END)
		return err;
	if (status == BZ_MEM_ERROR)
		return -ENOMEM;
	return status == BZ_OK ? -ENODATA : -EILSEQ;
}

/* Takes an initialised decoder and ends it. */
static int unlzma(lzma_stream *z, const uint8_t *in, size_t len,
		  struct unpacked *out)
{
	lzma_ret status = LZMA_OK;
	int err;

	z->next_in = in;
	z->avail_in = len;
	do {
		err = payload_room(out);
		if (err)
			break;
		z->next_out = out->data + out->size;
		z->avail_out = out->room - out->size;
		status = lzma_code(z, LZMA_RUN);
		out->size = out->room - z->avail_out;
	} while (status == LZMA_OK && (z->avail_in || !z->avail_out));
	lzma_end(z);
	if (err || status == LZMA_STREAM_END)
		return err;
	if (status == LZMA_MEM_ERROR || status == LZMA_MEMLIMIT_ERROR)
		return -ENOMEM;
	return status == LZMA_OK || status == LZMA_BUF_ERROR ? -ENODATA :
	       -EILSEQ;
}

int payload_xz(const uint8_t *in, size_t len, struct unpacked *out)
{
	lzma_stream z = LZMA_STREAM_INIT;

	if (lzma_stream_decoder(&z, LZMA_MEMORY, 0) != LZMA_OK)
		return -ENOMEM;
	return unlzma(&z, in, len, out);
}

int payload_lzma(const uint8_t *in, size_t len, struct unpacked *out)
{
	lzma_stream z = LZMA_STREAM_INIT;

	if (lzma_alone_decoder(&z, LZMA_MEMORY) != LZMA_OK)
		return -ENOMEM;
	return unlzma(&z, in, len, out);
}

/*
 * In one go, and again with more room if that was too little. A stream would
 * need the packer's window, 128 MiB, in addition to the guest's memory.
 */
int payload_zstd(const uint8_t *in, size_t len, struct unpacked *out)
{
	size_t frame = ZSTD_findFrameCompressedSize(in, len), got;
	int err;

	if (ZSTD_isError(frame))
		return ZSTD_getErrorCode(frame) == ZSTD_error_srcSize_wrong ?
		       -ENODATA : -EILSEQ;
	for (;;) {
		err = payload_room(out);
		if (err)
			return err;
		got = ZSTD_decompress(out->data, out->room, in, frame);
		if (!ZSTD_isError(got))
			break;
		switch (ZSTD_getErrorCode(got)) {
		case ZSTD_error_dstSize_tooSmall:
			out->size = out->room;
			continue;
		case ZSTD_error_memory_allocation:
			return -ENOMEM;
		default:
			return -EILSEQ;
		}
	}
	out->size = got;
	return 0;
}
