// SPDX-License-Identifier: GPL-2.0
/* The guest CPU has no SMEP: its kernel may run code in a user page. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("calls a user page in ring 1")
{
	u8 *code = mini_page();
	u32 v;

	mini_paging_on();
	memcpy(code, "\xb8\x78\x56\x34\x12\xc3", 6);	/* mov, ret */
	mini_map(0x800000, pa(code) | P | U);
	asm volatile("call *%1" : "=a" (v) : "r" (0x800000) : "memory");
	CHECK(v == 0x12345678);
	CHECK(*mini_pte(0x800000) & A);
}
