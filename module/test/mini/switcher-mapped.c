// SPDX-License-Identifier: GPL-2.0
/* The guest maps something where the switcher is, and uses it. */
#include "mini.h"

MINI_EXPECT("killed: address 0xfffff000, which is the host's, is in use");

MINI("uses the top of its address space")
{
	u32 *table;

	mini_paging_on();
	table = mini_page();
	table[1023] = pa(mini_page()) | P | W;
	*mini_pde(0xfffff000) = pa(table) | P | W;
	peek(0xfffff000);
}
