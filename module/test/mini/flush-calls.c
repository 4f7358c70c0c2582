// SPDX-License-Identifier: GPL-2.0
/* A changed entry is seen after FLUSH_PAGE and FLUSH_TLB. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("changes entries and flushes by hypercall")
{
	u32 *one = mini_page(), *two = mini_page(), va = 0x800000, i;

	*one = 1;
	*two = 2;
	mini_paging_on();
	write_cr4(CR4_PGE);
	for (i = 0; i < 4; i++) {
		u32 global = i & 1 ? G : 0;

		mini_map(va, pa(one) | P | A | D | global);
		hcall(LHCALL_FLUSH_PAGE, va + 8, 0, 0);
		CHECK(peek(va) == 1);
		mini_map(va, pa(two) | P | A | D | global);
		hcall(LHCALL_FLUSH_PAGE, va, 0, 0);
		CHECK(peek(va) == 2);
		mini_map(va, pa(one) | P | A | D | global);
		hcall(LHCALL_FLUSH_TLB, global, 0, 0);
		CHECK(peek(va) == 1);
	}
}
