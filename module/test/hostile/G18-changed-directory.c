// SPDX-License-Identifier: GPL-2.0
/* G18: a directory entry that goes bad after it was used. */
#include "hostile.h"

EXPECT(0, "killed: read of 4 bytes at bad physical address");
EXPECT(1, "killed: read of 4 bytes at bad physical address 0xfffff");
EXPECT(2, "killed: bad page frame 0xffc00");

MINI("changes a used directory entry")
{
	u32 v = variant();

	mini_paging_on();
	write_cr4(read_cr4() | CR4_PSE);
	mini_map(0x800000, pa(mini_page()) | P | W);
	poke(0x800000, 1);
	*mini_pde(0x800000) = v == 0 ? mini_memory_end() | P | W :
			      v == 1 ? 0xfffff000 | P | W :
				       0xffc00000 | P | W | PS;
	write_cr3(read_cr3());
	peek(0x800000);
}
