// SPDX-License-Identifier: GPL-2.0
/* Decoding looks at no byte behind the instruction. */
#include "mini.h"

MINI_EXPECT("powered off");

static u32 call(u32 va)
{
	u32 v;

	asm volatile("call *%1" : "=a" (v) : "r" (va) : "memory");
	return v;
}

MINI("emulates at the end of a page")
{
	u8 *code = mini_page();

	mini_paging_on();
	memcpy(code + PAGE_SIZE - 4, "\x0f\x20\xc0\xc3", 4);
	/* mov %cr0, %eax; ret; and what follows must not be looked at. */
	mini_map(0x800000, pa(code) | P);
	CHECK(call(0x800ffc) == read_cr0());
	mini_map(0x801000, 0xfffff000 | P);
	CHECK(call(0x800ffc) == read_cr0());
	CHECK(!(*mini_pte(0x801000) & A));
}
