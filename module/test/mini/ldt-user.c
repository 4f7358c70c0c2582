// SPDX-License-Identifier: GPL-2.0
/* User space runs on LDT code and data segments. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("runs ring 3 on an LDT")
{
	static u64 ldt[8] __attribute__((aligned(8)));

	mini_paging_on();
	USER("nop");
	ldt[1] = mini_segment(USER_CODE, 0xfffff, 0xfa);
	ldt[2] = mini_segment(0, 0xffffffff, 0xf2);
	mini_gdt[18] = mini_segment((u32)ldt, sizeof(ldt) - 1, 0x82);
	asm volatile("lldt %w0" : : "r" (0x90));
	mini_user_frame.cs = 1 << 3 | 7;
	mini_user_frame.ss = 2 << 3 | 7;
	mini_user_frame.ds = 2 << 3 | 7;
	mini_user(0, USER_STACK);
	CHECK(mini_last.vector == 0x80);
	CHECK(mini_last.cs == (1 << 3 | 7) && mini_last.ss == (2 << 3 | 7));
	CHECK(mini_last.eip == 3);
	/* A privileged instruction there, at a base that is not 0. */
	*(u8 *)((*mini_pte(USER_CODE) & ~0xfff) + PAGE_OFFSET) = 0xf4;
	mini_user(0, USER_STACK);
	CHECK(mini_last.vector == GP && mini_last.error == 0);
	CHECK(mini_last.eip == 0);
}
