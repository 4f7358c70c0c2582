// SPDX-License-Identifier: GPL-2.0
/* Physical addresses have 32 bits, and there is no NX. */
#include "mini.h"

MINI_EXPECT("killed: page beyond 4 GiB: 0x8000000083");

#define VA	0x40000000u

static u64 pointers[4] __attribute__((aligned(32)));

MINI("names a page at 512 GiB in a PAE entry")
{
	u64 *kernel = mini_page(), *dir = mini_page();
	u32 i;

	for (i = 0; i < 8; i++)
		kernel[i] = i << 21 | P | W | PS;
	pointers[PAGE_OFFSET >> 30] = pa(kernel) | P;
	pointers[VA >> 30] = pa(dir) | P;
	dir[0] = 1ull << 39 | P | W | PS;
	write_cr4(read_cr4() | CR4_PAE);
	write_cr3(pa(pointers));
	write_cr0(read_cr0() | 0x80000000 | CR0_WP);
	peek(VA);
}
