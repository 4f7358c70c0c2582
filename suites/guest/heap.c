// SPDX-License-Identifier: GPL-2.0
/* The heap: brk up and down, and mremap that keeps contents. */
#include "check.h"

#include <sys/mman.h>

static void check_brk(void)
{
	char *start = sbrk(0), *p;
	int i;

	for (i = 0; i < 40; i++) {
		p = sbrk(3 * PAGE + 16);
		CHECK(p != (void *)-1);
		memset(p, i + 1, 3 * PAGE + 16);
	}
	for (i = 0; i < 40; i++) {
		p = start + i * (3 * PAGE + 16);
		CHECK_EQ(p[0], i + 1);
		CHECK_EQ(p[3 * PAGE + 15], i + 1);
	}
	CHECK_EQ(brk(start), 0);
	p = sbrk(20 * PAGE);
	CHECK(p == start);
	/* given back and taken again: whole pages are zero */
	p = (char *)(((uintptr_t)p + PAGE - 1) & ~(PAGE - 1));
	for (i = 0; i < 19 * PAGE; i += 64)
		CHECK_EQ(p[i], 0);
	CHECK_EQ(brk(start), 0);
}

static void check_mremap(void)
{
	char *p = private_memory(8 * PAGE), *q, *r;

	pattern_fill(p, 8 * PAGE, 9);
	q = SYS(mremap(p, 8 * PAGE, 64 * PAGE, MREMAP_MAYMOVE));
	pattern_check(q, 8 * PAGE, 9);
	CHECK_EQ(q[63 * PAGE], 0);
	q[63 * PAGE] = 5;
	r = SYS(mmap(NULL, 64 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
		     -1, 0));
	r = SYS(mremap(q, 64 * PAGE, 64 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
		       r));
	CHECK(r != q);
	pattern_check(r, 8 * PAGE, 9);
	CHECK_EQ(r[63 * PAGE], 5);
	SYS(mremap(r, 64 * PAGE, 4 * PAGE, 0));
	pattern_check(r, 4 * PAGE, 9);
	FAILS(mremap(q, 64 * PAGE, 65 * PAGE, 0), EFAULT);
}

void test_heap(void)
{
	check_brk();
	check_mremap();
}
