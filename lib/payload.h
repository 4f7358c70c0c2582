/* SPDX-License-Identifier: GPL-2.0 */
/* Unpacks what a bzImage carries, whatever it was compressed with. */
#ifndef LAUNCHER_PAYLOAD_H
#define LAUNCHER_PAYLOAD_H

#include <stddef.h>
#include <stdint.h>

/*
 * Unpacks len bytes at packed to *data (to be freed), which gets no larger
 * than limit.  *name is how it is compressed, NULL if in no known way.
 * 0, or:
 *   -ENOTSUP  *name is NULL
 *   -ENODATA  it ends in the middle
 *   -EILSEQ   it is damaged
 *   -EFBIG    it unpacks to more than limit
 *   -ENOMEM
 */
int payload_unpack(const uint8_t *packed, size_t len, size_t limit,
		   uint8_t **data, size_t *size, const char **name);

#endif
