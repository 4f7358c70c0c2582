// SPDX-License-Identifier: GPL-2.0
/* G13: SET_PTE of frames out of memory, and of bits that mean nothing. */
#include "hostile.h"

EXPECT(0, "killed: bad page frame");
EXPECT(1, "killed: bad page frame");
EXPECT(2, "killed: bad page frame 0xfffff");
EXPECT(3, "powered off");
EXPECT(4, "powered off");

#define VA	0x800000u

MINI("announces bad frames")
{
	u32 v = variant(), end = mini_memory_end(), frame, i;
	u32 frames[] = { end, end + PAGE_SIZE, 0xfffff000 };

	mini_paging_on();
	frame = pa(mini_page());
	if (v < 3) {
		mini_map(VA, frames[v] | P | W | A | D);
		hcall(LHCALL_SET_PTE, read_cr3(), VA, *mini_pte(VA));
		return;
	}
	for (i = 0; i < 0x1000; i++) {
		u32 bits = v == 3 ? i & ~0x61 : i;

		/* PAT, PWT, PCD, reserved ones; or an entry that is a lie. */
		*(u32 *)(frame + PAGE_OFFSET) = i;
		mini_map(VA, frame | P | A | (v == 3 ? bits : 0));
		hcall(LHCALL_SET_PTE, read_cr3(), VA,
		      v == 3 ? *mini_pte(VA) : frames[i % 3] | bits);
		CHECK(peek(VA) == i);
	}
}
