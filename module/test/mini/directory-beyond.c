// SPDX-License-Identifier: GPL-2.0
/* A page directory behind the end of memory. */
#include "mini.h"

MINI_EXPECT("killed: read of 4 bytes at bad physical address 0xffff");

MINI("has a page directory that is not there")
{
	mini_paging_on();
	write_cr3(0xfffff000);
	peek(0x40000000);
}
