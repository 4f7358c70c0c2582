// SPDX-License-Identifier: GPL-2.0
/* A page frame behind the end of memory. */
#include "mini.h"

MINI_EXPECT("killed: bad page frame");

MINI("maps a frame that is not there")
{
	mini_paging_on();
	/* The last frame that is there. */
	mini_map(0x800000, (mini_memory_end() - PAGE_SIZE) | P);
	peek(0x800000);
	mini_map(0x801000, mini_memory_end() | P | W);
	peek(0x801000);
}
