// SPDX-License-Identifier: GPL-2.0
/* A page that is not there: error code, cr2 and eip of the fault. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("touches pages that are not there")
{
	static const u32 holes[] = {
		0x00800000, 0x00800ffc, 0x40000000, 0xbffffffc, 0xd0000000
	};
	u32 *page = mini_page(), i;

	mini_paging_on();
	for (i = 0; i < sizeof(holes) / 4; i++) {
		CHECK(TRAPS("mov (%0), %%eax", : : "r" (holes[i]) : "eax"));
		CHECK(TRAPPED(PF, 0) && mini_last.cs == 0x60);
		CHECK(read_cr2() == holes[i] && mini_data.cr2 == holes[i]);
		CHECK(TRAPS("mov %%eax, (%0)", : : "r" (holes[i])));
		CHECK(TRAPPED(PF, 2) && read_cr2() == holes[i]);
	}
	/* An access that begins in a page that is there. */
	mini_map(0x800000, pa(page) | P | W | U);
	CHECK(TRAPS("mov (%0), %%eax", : : "r" (0x800ffe) : "eax"));
	CHECK(TRAPPED(PF, 0) && read_cr2() == 0x801000);
	/* An entry that has all bits but P. */
	mini_map(0x802000, pa(page) | W | U | A | D);
	CHECK(TRAPS("mov (%0), %%eax", : : "r" (0x802004) : "eax"));
	CHECK(TRAPPED(PF, 0) && read_cr2() == 0x802004);
	/* Put there, it is there: what was not cached needs no flush. */
	mini_map(0x802000, pa(page) | P);
	CHECK(peek(0x802004) == 0);

	CHECK(USER("mov 0x803000, %%eax") == PF && TRAPPED(PF, 4));
	CHECK(mini_last.eip == USER_CODE && mini_last.cs == 0x73);
	CHECK(read_cr2() == 0x803000);
	CHECK(USER("movl $1, 0x40000004") == PF && TRAPPED(PF, 6));
	CHECK(read_cr2() == 0x40000004 && mini_last.eip == USER_CODE);
	CHECK(USER("mov $0x803010, %%eax; jmp *%%eax") == PF);
	CHECK(TRAPPED(PF, 4) && mini_last.eip == 0x803010);
	CHECK(USER("mov $0x803010, %%esp; push %%eax") == PF);
	CHECK(TRAPPED(PF, 6) && read_cr2() == 0x80300c);
	CHECK(mini_last.esp == 0x803010);
}
