// SPDX-License-Identifier: GPL-2.0
/* Code in a page frame behind the end of memory. */
#include "mini.h"

MINI_EXPECT("killed: bad page frame 0xfffff");

MINI("runs ring 3 in a frame that is not there")
{
	mini_paging_on();
	mini_map(0x800000, 0xfffff000 | P | W | U | A | D);
	mini_user(0x800000, 0x800000);
}
