// SPDX-License-Identifier: GPL-2.0
/* G22: descriptors of live segments that change. */
#include "hostile.h"

EXPECT(0, "powered off");
EXPECT(1, "killed: trap 13 ");
EXPECT(2, "powered off");
EXPECT(3, "powered off");
/* Its handler faults like itself, until the frames are in its own tables. */
EXPECT(4, "killed: double fault: trap 14 |killed: triple fault: trap 14 ");
EXPECT(5, "killed: trap 13 ");
EXPECT(6, "powered off");

MINI("changes live segments")
{
	u32 v = variant(), i;

	mini_paging_on();
	switch (v) {
	case 0:		/* absent: what a register holds stays */
		mini_gdt[12] = 0;
		mini_gdt[13] = 0;
		break;
	case 1:		/* cs becomes data */
		mini_gdt[12] = mini_gdt[13];
		break;
	case 2:		/* ds and ss expand down: a limit of 4 GiB is none */
		mini_gdt[13] = mini_segment(0, 0xffffffff, 0x97);
		break;
	case 3:		/* conforming code */
		mini_gdt[12] = mini_segment(0, 0xffffffff, 0x9f);
		break;
	case 4:		/* a high base */
		mini_gdt[12] = mini_segment(0x80000000, 0xffffffff, 0x9b);
		break;
	case 5:		/* ss becomes read-only */
		mini_gdt[13] = mini_segment(0, 0xffffffff, 0x91);
		break;
	case 6:		/* fs and gs become code that cannot be read */
		mini_gdt[18] = mini_segment(0, 0xffffffff, 0xf3);
		mini_gdt_load();
		asm volatile("mov %0, %%fs; mov %0, %%gs" : : "r" (0x93));
		mini_gdt[18] = mini_segment(0, 0xffffffff, 0xf9);
	}
	mini_gdt_load();
	for (i = 0; i < 100; i++)
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	asm volatile("mov %0, %%ds" : : "r" (0x68));
}
