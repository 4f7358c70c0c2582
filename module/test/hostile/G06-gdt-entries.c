// SPDX-License-Identifier: GPL-2.0
/* G06: LOAD_GDT with all sizes. */
#include "hostile.h"

EXPECT(0, "powered off");
EXPECT(1, "killed: LOAD_GDT: 33 entries are more than 32");
EXPECT(2, "killed: LOAD_GDT: 536870911 entries are more than 32");
EXPECT(3, "killed: LOAD_GDT: 536870912 entries are more than 32");
EXPECT(4, "killed: LOAD_GDT: 4294967295 entries are more than 32");
EXPECT(5, "killed: lgdt: the table at 0x800000 is not mapped");

MINI("loads tables of descriptors")
{
	static const u32 entries[] = {
		0, 33, 0x1fffffff, 0x20000000, 0xffffffff
	};
	u32 v = variant();

	mini_paging_on();
	hcall(LHCALL_LOAD_GDT, (u32)mini_gdt, 32, 0);
	if (v == 5)
		hcall(LHCALL_LOAD_GDT, 0x800000, 32, 0);
	hcall(LHCALL_LOAD_GDT, (u32)mini_gdt, entries[v], 0);
	/* With no entry left, what the registers hold goes on. */
	CHECK(TRAPS("mov %0, %%gs", : : "r" (0x7b)) && TRAPPED(GP, 0x78));
	hcall(LHCALL_LOAD_GDT, (u32)mini_gdt, 32, 0);
	CHECK(!TRAPS("mov %0, %%gs", : : "r" (0x7b)));
}
