// SPDX-License-Identifier: GPL-2.0
/* Bad loads of data segment registers are the guest's to handle. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("loads ds, es, fs, gs")
{
	u32 v;

	asm volatile("mov %0, %%fs" : : "r" (0x7b));
	CHECK(TRAPS("mov %0, %%fs", : : "r" (0x200)) == 1);
	CHECK(TRAPPED(GP, 0x200));
	CHECK(TRAPS("push %0; pop %%gs", : : "r" (0x204)) == 1);
	CHECK(TRAPPED(GP, 0x204));
	asm volatile("pop %0" : "=r" (v));
	CHECK(v == 0x204);
	CHECK(TRAPS("mov %0, %%es", : : "r" (0x90)) == 1);
	CHECK(TRAPPED(GP, 0x90));
	/* Present bit clear. */
	mini_gdt[18] = mini_segment(0, 0xfff, 0x13);
	CHECK(TRAPS("mov %0, %%es", : : "r" (0x90)) == 1);
	CHECK(TRAPPED(NP, 0x90));
	mini_gdt[18] |= 0x80ULL << 40;
	CHECK(TRAPS("mov %0, %%es", : : "r" (0x90)) == 0);
	/* The failed loads left fs alone; null may be loaded. */
	asm volatile("mov %%fs, %0" : "=r" (v));
	CHECK(v == 0x7b);
	asm volatile("mov %0, %%fs" : : "r" (0));
	asm volatile("mov %0, %%es" : : "r" (0x68));
}
