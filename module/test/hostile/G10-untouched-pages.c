// SPDX-License-Identifier: GPL-2.0
/* G10: SET_PTE of a page never touched: accessed, not dirty, writable. */
#include "hostile.h"

EXPECT(0, "powered off");

#define FRAMES	(12u << 20)

MINI("writes to untouched pages")
{
	u32 i;

	mini_paging_on();
	for (i = 0; i < 64; i++) {
		u32 va = 0x800000 + i * PAGE_SIZE;
		u32 entry = (FRAMES + i * PAGE_SIZE) | P | W | A;

		mini_map(va, entry);
		hcall(LHCALL_SET_PTE, read_cr3(), va, entry);
		CHECK(!(*mini_pte(va) & D));
		CHECK(i & 1 || peek(va) == 0);
		poke(va, 0x600dbad);
		CHECK(*mini_pte(va) & D);
		CHECK(*(u32 *)(FRAMES + i * PAGE_SIZE + PAGE_OFFSET) ==
		      0x600dbad);
	}
}
