// SPDX-License-Identifier: GPL-2.0
/* A page table behind the end of memory. */
#include "mini.h"

MINI_EXPECT("killed: read of 4 bytes at bad physical address");

MINI("has a page table that is not there")
{
	mini_paging_on();
	*mini_pde(0x40000000) = mini_memory_end() | P | W | U;
	peek(0x40000000);
}
