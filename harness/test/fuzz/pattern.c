// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzes disk patterns: a name, an offset and a length. A pattern must be the
 * same in whatever pieces it is made.
 */
#include "disk/contents.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char whole[600], parts[600];
	enum pattern p;
	uint64_t offset;
	size_t len, cut;
	char name[40];

	if (size < 12)
		return 0;
	memcpy(&offset, data, 8);
	len = (data[8] | data[9] << 8) % sizeof(whole);
	cut = len ? data[10] % len : 0;
	data += 11;
	size -= 11;
	if (size >= sizeof(name))
		return 0;
	memcpy(name, data, size);
	name[size] = '\0';
	if (pattern_parse(name, &p))
		return 0;
	contents_fill(p, offset, whole, len);
	contents_fill(p, offset, parts, cut);
	contents_fill(p, offset + cut, parts + cut, len - cut);
	if (memcmp(whole, parts, len))
		abort();
	return 0;
}
