// SPDX-License-Identifier: GPL-2.0
/* A TLS descriptor is taken as it is when it is loaded, in ring 1. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("rewrites TLS descriptors between loads")
{
	static u32 word[8];
	struct {
		u32 offset;
		u16 segment;
	} __attribute__((packed)) far = { 0x77, 0x3b };
	u32 i, v;

	for (i = 0; i < 8; i++)
		word[i] = 0x1000 + i;
	for (i = 0; i < 200; i++) {
		u32 slot = 6 + i % 3, selector = slot * 8 + 3;

		mini_gdt[slot] = mini_segment((u32)&word[i & 7], 3, 0xf2);
		asm volatile("mov %0, %%gs" : : "r" (selector));
		asm volatile("mov %%gs:0, %0" : "=r" (v));
		CHECK(v == 0x1000 + (i & 7));
		mini_gdt[slot] = mini_segment((u32)&word[~i & 7], 3, 0xf2);
		asm volatile("push %0; pop %%fs" : : "r" (selector));
		asm volatile("mov %%fs:0, %0" : "=r" (v));
		CHECK(v == 0x1000 + (~i & 7));
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
		asm volatile("mov %%fs:0, %0" : "=r" (v));
		CHECK(v == 0x1000 + (~i & 7));
	}
	mini_gdt[7] = mini_segment((u32)&word[5], 3, 0xf2);
	asm volatile("lgs %1, %0" : "=r" (v) : "m" (far));
	CHECK(v == 0x77);
	asm volatile("mov %%gs:0, %0" : "=r" (v));
	CHECK(v == 0x1005);
	/* Gone: the load fails, and says with what. */
	mini_gdt[7] = 0;
	CHECK(TRAPS("mov %0, %%gs", : : "r" (0x3b)) == 1);
	CHECK(TRAPPED(GP, 0x38));
	mini_gdt[7] = mini_segment((u32)&word[5], 3, 0x72);
	CHECK(TRAPS("mov %0, %%gs", : : "r" (0x3b)) == 1);
	CHECK(TRAPPED(NP, 0x38));
}
