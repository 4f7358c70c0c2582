// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzes what unpacks a bzImage's kernel, in every compression. The input's
 * first byte is the limit in units of 64 KiB.
 */
#include "lib/payload.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *out = NULL, sum = 0;
	const char *name;
	size_t n = 0, limit, i;

	if (!size)
		return 0;
	limit = (size_t)data[0] << 16;
	if (payload_unpack(data + 1, size - 1, limit, &out, &n, &name))
		return 0;
	if (n > limit || !name)
		abort();
	/* Read all of it: is it initialised, and all there? */
	for (i = 0; i < n; i++)
		sum ^= out[i];
	*(volatile uint8_t *)&sum = sum;
	free(out);
	return 0;
}
