// SPDX-License-Identifier: GPL-2.0
/* Segments of an LDT: loaded, used, changed, gone. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("uses an LDT")
{
	static u64 ldt[1024] __attribute__((aligned(8)));
	static u32 word[2] = { 0x3001, 0x3002 };
	u32 v;

	ldt[1] = mini_segment((u32)&word[0], 3, 0xf2);
	ldt[1023] = mini_segment((u32)&word[1], 3, 0xf2);
	mini_gdt[18] = mini_segment((u32)ldt, sizeof(ldt) - 1, 0x82);
	asm volatile("lldt %w0" : : "r" (0x90));
	asm volatile("mov %0, %%gs" : : "r" (1 << 3 | 7));
	asm volatile("mov %%gs:0, %0" : "=r" (v));
	CHECK(v == 0x3001);
	asm volatile("mov %0, %%fs" : : "r" (1023 << 3 | 7));
	asm volatile("mov %%fs:0, %0" : "=r" (v));
	CHECK(v == 0x3002);
	hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	asm volatile("mov %%gs:0, %0" : "=r" (v));
	CHECK(v == 0x3001);

	CHECK(TRAPS("mov %0, %%es", : : "r" (2 << 3 | 7)) == 1);
	CHECK(TRAPPED(GP, 2 << 3 | 4));
	CHECK(TRAPS("mov %0, %%es", : : "r" (1024 << 3 | 7)) == 1);
	CHECK(TRAPPED(GP, 1024 << 3 | 4));

	/* A descriptor changes, and the table is loaded again. */
	ldt[1] = mini_segment((u32)&word[1], 3, 0xf2);
	asm volatile("lldt %w0" : : "r" (0x90));
	asm volatile("mov %0, %%gs" : : "r" (1 << 3 | 7));
	asm volatile("mov %%gs:0, %0" : "=r" (v));
	CHECK(v == 0x3002);

	asm volatile("mov %0, %%gs; mov %0, %%fs" : : "r" (0));
	asm volatile("lldt %w0" : : "r" (0));
	CHECK(TRAPS("mov %0, %%gs", : : "r" (1 << 3 | 7)) == 1);
	CHECK(TRAPPED(GP, 1 << 3 | 4));
}
