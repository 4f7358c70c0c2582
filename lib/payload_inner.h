/* SPDX-License-Identifier: GPL-2.0 */
/* Private to payload*.c: one function for each compression. */
#ifndef LIB_PAYLOAD_INNER_H
#define LIB_PAYLOAD_INNER_H

#include <stddef.h>
#include <stdint.h>

/* What is unpacked so far; only payload_room() makes it grow. */
struct unpacked {
	uint8_t *data;
	size_t size;		/* filled */
	size_t room;		/* allocated */
	size_t limit;
};

/*
 * Makes room for at least one more byte, at most up to the limit: 0, -EFBIG
 * or -ENOMEM.
 */
int payload_room(struct unpacked *out);
/* The same for len bytes, which the caller then fills. */
int payload_room_for(struct unpacked *out, size_t len);

/* Each unpacks all that in holds; the errors are payload_unpack()'s. */
typedef int payload_fn(const uint8_t *in, size_t len, struct unpacked *out);

/* payload_stream.c: formats that mark their end. */
payload_fn payload_gzip, payload_bzip2, payload_xz, payload_lzma,
	payload_zstd;
/* payload_block.c: frames around blocks. */
payload_fn payload_lz4, payload_lzo;

#endif
