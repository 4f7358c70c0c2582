// SPDX-License-Identifier: GPL-2.0
/* Much memory: every page is its own, and given back when dropped. */
#include "check.h"

#include <sys/mman.h>

#define SIZE	(16 << 20)

void test_memory_touch(void)
{
	uint32_t *p = private_memory(SIZE);
	size_t i, words = SIZE / 4, step = PAGE / 4;
	int round;

	for (round = 1; round <= 2; round++) {
		for (i = 0; i < words; i += step)
			p[i + (i / step) % step] = i * round + 1;
		for (i = 0; i < words; i += step)
			CHECK_EQ(p[i + (i / step) % step],
				 (uint32_t)(i * round + 1));
	}
	SYS(madvise(p, SIZE / 2, MADV_DONTNEED));
	for (i = 0; i < words; i += step)
		CHECK_EQ(p[i + (i / step) % step],
			 i < words / 2 ? 0 : (uint32_t)(i * 2 + 1));
}
