// SPDX-License-Identifier: GPL-2.0
/* Fuzzing what looks at the packets of guests, byte by byte. */
#include "guard.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *what = guard_packet(data, size);

	if (what && !strlen(what))
		abort();
	return 0;
}
