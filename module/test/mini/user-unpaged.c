// SPDX-License-Identifier: GPL-2.0
/* Without paging there is no user/supervisor check: ring 3 runs too. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("goes to ring 3 before it turns paging on")
{
	u8 *code = mini_page(), *stack = mini_page();

	memcpy(code, "\x68\x78\x56\x34\x12\xcd\x80", 7);	/* push, int */
	mini_user((u32)code, (u32)stack + PAGE_SIZE);
	CHECK(mini_last.vector == 0x80 && mini_last.cs == 0x73);
	CHECK(mini_last.esp == (u32)stack + PAGE_SIZE - 4);
	CHECK(peek((u32)stack + PAGE_SIZE - 4) == 0x12345678);
}
