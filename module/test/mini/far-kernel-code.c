// SPDX-License-Identifier: GPL-2.0
/* A far call to a code segment of DPL 0 ends in ring 1 at most. */
#include "mini.h"

MINI_EXPECT("powered off");

/* The far call's target: cs and flags, and is CR0 real? */
asm("far_target: mov %cs, %eax; lret");
extern char far_target[];

static struct {
	u32 offset;
	u16 segment;
} __attribute__((packed)) far;

static u32 ring_by_call(u32 selector)
{
	u32 cs;

	far.offset = (u32)far_target;
	far.segment = selector;
	asm volatile("lcall *%1" : "=a" (cs) : "m" (far) : "memory");
	return cs;
}

MINI("calls code segments of DPL 0")
{
	u8 *code;
	u32 rpl;

	mini_gdt[18] = mini_segment(0, 0xffffffff, 0x9b);
	mini_gdt[19] = mini_segment(0, 0xffffffff, 0x9f);	/* conforming */
	mini_gdt[20] = mini_segment(0, 0xffffffff, 0x9a);
	mini_gdt_load();
	for (rpl = 0; rpl < 2; rpl++) {
		CHECK(ring_by_call(0x90 | rpl) == 0x91);
		CHECK((ring_by_call(0x98 | rpl) & 3) == 1);
		CHECK(ring_by_call(0xa0 | rpl) == 0xa1);
	}
	/* Privileged instructions there are still emulated ones. */
	asm volatile("ljmp $0x90, $1f; 1: mov %%cr3, %%eax; ljmp $0x60, $1f; 1:"
		     : : : "eax", "memory");
	mini_paging_on();
	CHECK(USER("ljmp $0x90, $0x400000") == GP && TRAPPED(GP, 0x90));
	CHECK(USER("lcall $0x93, $0x400000") == GP && TRAPPED(GP, 0x90));
	/* Conforming code may be called, and runs in ring 3. */
	code = (u8 *)(*mini_pte(USER_CODE) & ~0xfff) + PAGE_OFFSET;
	memcpy(code + 0x100, "\x8c\xc8\xcb", 3);	/* mov, lret */
	CHECK(USER("lcall $0x98, $0x400100") == 0x80);
	CHECK((mini_last.eax & 3) == 3 && mini_last.cs == 0x73);
}
