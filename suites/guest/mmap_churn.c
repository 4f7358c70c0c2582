// SPDX-License-Identifier: GPL-2.0
/* Mapping and unmapping: fresh pages are zero, what is gone faults. */
#include "check.h"

#include <sys/mman.h>

#define PAGES	16
#define ROUNDS	120

static void touch(void *p)
{
	(void)*(volatile char *)p;
}

void test_mmap_churn(void)
{
	char *p, *again;
	int i, j;

	for (i = 0; i < ROUNDS; i++) {
		p = private_memory(PAGES * PAGE);
		for (j = 0; j < PAGES; j++) {
			CHECK_EQ(*(int *)(p + j * PAGE), 0);
			*(int *)(p + j * PAGE) = i * PAGES + j;
		}
		SYS(munmap(p + 5 * PAGE, 3 * PAGE));
		for (j = 0; j < PAGES; j++)
			if (j < 5 || j >= 8)
				CHECK_EQ(*(int *)(p + j * PAGE), i * PAGES + j);
		if (i % 8 == 0) {
			CHECK_EQ(fault_catch(NULL, touch, p + 6 * PAGE),
				 SIGSEGV);
			/* other pages in the hole, then the same again */
			again = SYS(mmap(p + 5 * PAGE, 3 * PAGE,
					 PROT_READ | PROT_WRITE,
					 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
					 -1, 0));
			CHECK_EQ(*(int *)(again + PAGE), 0);
		}
		SYS(munmap(p, PAGES * PAGE));
		if (i % 8 == 0)
			CHECK_EQ(fault_catch(NULL, touch, p), SIGSEGV);
	}
}
