// SPDX-License-Identifier: GPL-2.0
/* cpuid and rdtsc in user mode: they work, and time goes one way. */
#include "check.h"

#include <cpuid.h>
#include <ctype.h>

static uint64_t tsc(void)
{
	uint32_t lo, hi;

	asm volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return (uint64_t)hi << 32 | lo;
}

void test_cpuid_user(void)
{
	uint32_t a, b, c, d, max, leaf;
	uint64_t last, now;
	char vendor[13] = "";
	int i;

	__cpuid(0, max, b, c, d);
	memcpy(vendor, &b, 4);
	memcpy(vendor + 4, &d, 4);
	memcpy(vendor + 8, &c, 4);
	for (i = 0; i < 12; i++)
		CHECK(isprint((unsigned char)vendor[i]));
	CHECK(max >= 1 && max < 256);
	for (leaf = 1; leaf <= max; leaf++)
		__cpuid_count(leaf, 0, a, b, c, d);
	__cpuid(1, a, b, c, d);
	CHECK(d & 1);			/* a floating-point unit */

	last = tsc();
	for (i = 0; i < 20000; i++) {
		now = tsc();
		CHECK(now >= last);
		last = now;
	}
}
