// SPDX-License-Identifier: GPL-2.0
/* G09: SET_STACK with pointers to where no stack can be. */
#include "hostile.h"

EXPECT(0, "killed: double fault: trap 128 ");
EXPECT(1, "killed: double fault: trap 128 ");
EXPECT(2, "killed: double fault: trap 128 ");
EXPECT(3, "killed: double fault: trap 128 ");

MINI("announces bad stacks")
{
	u32 stacks[] = { 0x800000, 0x802000, 0xffc04000, 0 };

	mini_paging_on();
	write_cr0(read_cr0() | CR0_WP);
	mini_map(0x801000, pa(mini_page()) | P);
	hcall(LHCALL_SET_STACK, 0x69, stacks[variant()], 2);
	USER("nop");
}
