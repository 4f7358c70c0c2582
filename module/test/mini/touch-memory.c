// SPDX-License-Identifier: GPL-2.0
/* Touches all of its memory, through one mapping and another. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("touches all of its memory")
{
	u32 at;

	for (at = 0x200000; at < mini_memory_end(); at += PAGE_SIZE)
		poke(at, at);
	for (at = 0x200000; at < mini_memory_end(); at += PAGE_SIZE)
		CHECK(peek(PAGE_OFFSET + at) == at);
	mini_paging_on();
	for (at = 0x200000; at < 0x1000000; at += PAGE_SIZE)
		CHECK(peek(PAGE_OFFSET + at) == at);
}
