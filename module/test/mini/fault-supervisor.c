// SPDX-License-Identifier: GPL-2.0
/* Supervisor pages are for ring 1 and not for ring 3. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("touches supervisor pages from both rings")
{
	u32 *page = mini_page();

	mini_paging_on();
	page[0] = 0x1234;
	mini_map(0x800000, pa(page) | P | W);
	CHECK(USER("mov 0x800000, %%eax") == PF && TRAPPED(PF, 5));
	CHECK(read_cr2() == 0x800000 && mini_last.eip == USER_CODE);
	CHECK(peek(0x800000) == 0x1234);
	/* Now ring 1 has it in its shadow; ring 3 may still not. */
	CHECK(USER("mov 0x800000, %%eax") == PF && TRAPPED(PF, 5));
	CHECK(USER("movl $1, 0x800000") == PF && TRAPPED(PF, 7));
	CHECK(USER("mov $0x800000, %%eax; jmp *%%eax") == PF);
	CHECK(TRAPPED(PF, 5) && mini_last.eip == 0x800000);
	CHECK(USER("mov 0xc0100000, %%eax") == PF && TRAPPED(PF, 5));
	CHECK(USER("movl $0, 0xc0100000") == PF && TRAPPED(PF, 7));
	CHECK(USER("mov $0x801000, %%esp; push %%eax") == PF);
	CHECK(TRAPPED(PF, 7) && page[0] == 0x1234);

	/* The directory can forbid it too. */
	mini_map(0x800000, pa(page) | P | W | U);
	*mini_pde(0x800000) &= ~U;
	write_cr3(read_cr3());
	CHECK(USER("mov 0x800000, %%eax") == PF && TRAPPED(PF, 5));
	poke(0x800000, 0x4321);
	CHECK(USER("mov 0x800000, %%eax") == PF && TRAPPED(PF, 5));
	*mini_pde(0x800000) |= U;
	write_cr3(read_cr3());
	CHECK(USER("mov 0x800000, %%eax") == 0x80);
	CHECK(mini_last.eax == 0x4321);
	/* And ring 1 uses pages of ring 3. */
	poke(0x800000, 0x5678);
	CHECK(USER("incl 0x800000") == 0x80 && peek(0x800000) == 0x5679);
}
