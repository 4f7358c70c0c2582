// SPDX-License-Identifier: GPL-2.0
/* mprotect: a page faults exactly as often as its protection says. */
#include "check.h"

#include <sys/mman.h>

#define PAGES	8
#define ROUNDS	25

static char *pages;
static volatile int faults;

/* Open the page that was touched, so that the access works when repeated. */
static void on_segv(int sig, siginfo_t *info, void *context)
{
	char *p = (char *)((uintptr_t)info->si_addr & ~(PAGE - 1));

	(void)sig;
	(void)context;
	if (p < pages || p >= pages + PAGES * PAGE)
		_exit(2);
	faults++;
	mprotect(p, PAGE, PROT_READ | PROT_WRITE);
}

void test_mprotect_faults(void)
{
	int i, j;

	pages = private_memory(PAGES * PAGE);
	handle(SIGSEGV, on_segv, 0);
	for (i = 0; i < ROUNDS; i++) {
		SYS(mprotect(pages, PAGES * PAGE, PROT_READ));
		faults = 0;
		for (j = 0; j < PAGES; j++)
			CHECK_EQ(((volatile char *)pages)[j * PAGE], (char)i);
		CHECK_EQ(faults, 0);
		for (j = 0; j < PAGES; j++)
			((volatile char *)pages)[j * PAGE] = i + 1;
		CHECK_EQ(faults, PAGES);
		for (j = 0; j < PAGES; j++)
			((volatile char *)pages)[j * PAGE + 1] = i;
		CHECK_EQ(faults, PAGES);

		SYS(mprotect(pages, PAGES * PAGE, PROT_NONE));
		for (j = 0; j < PAGES; j++)
			CHECK_EQ(((volatile char *)pages)[j * PAGE],
				 (char)(i + 1));
		CHECK_EQ(faults, 2 * PAGES);
	}
}
