/* SPDX-License-Identifier: GPL-2.0 */
/* Unpacks what a bzImage carries, in every compression a kernel can have. */
#ifndef LIB_PAYLOAD_H
#define LIB_PAYLOAD_H

#include <stddef.h>
#include <stdint.h>

/*
 * Unpacks len bytes at packed to *data, at most limit bytes; the caller frees
 * it. *name is the compression, NULL if it is unknown. 0, or:
 *   -ENOTSUP  *name is NULL
 *   -ENODATA  the data is cut off
 *   -EILSEQ   the data is damaged
 *   -EFBIG    it unpacks to more than limit
 *   -ENOMEM
 */
int payload_unpack(const uint8_t *packed, size_t len, size_t limit,
		   uint8_t **data, size_t *size, const char **name);

#endif
