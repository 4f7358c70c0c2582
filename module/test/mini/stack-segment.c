// SPDX-License-Identifier: GPL-2.0
/* Loads of ss by a kernel whose selectors have RPL 0. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("loads ss")
{
	struct {
		u32 offset;
		u16 segment;
	} __attribute__((packed)) far;
	u32 esp, ss;

	asm volatile("mov %0, %%ss" : : "r" (0x68));
	asm volatile("push %0; pop %%ss" : : "r" (0x68));
	asm volatile("mov %%esp, %0" : "=r" (esp));
	far.offset = esp;
	far.segment = 0x68;
	asm volatile("lss %0, %%esp" : : "m" (far));
	asm volatile("mov %%ss, %0" : "=r" (ss));
	CHECK((ss & 0xfffc) == 0x68);
	asm volatile("movw %w0, %%ss" : : "r" (0x68));
	asm volatile("mov %0, %%ss" : : "m" (far.segment));

	/* SDM volume 2, MOV: what the CPU refuses. */
	CHECK(TRAPS("mov %0, %%ss", : : "r" (0)) == 1 && TRAPPED(GP, 0));
	CHECK(TRAPS("mov %0, %%ss", : : "r" (0x60)) == 1 && TRAPPED(GP, 0x60));
	CHECK(TRAPS("mov %0, %%ss", : : "r" (0x7b)) == 1 && TRAPPED(GP, 0x78));
	CHECK(TRAPS("mov %0, %%ss", : : "r" (0x200)) == 1);
	CHECK(TRAPPED(GP, 0x200));
	asm volatile("mov %%ss, %0" : "=r" (ss));
	CHECK((ss & 0xfffc) == 0x68);
}
