// SPDX-License-Identifier: GPL-2.0
/* mov to and from the debug registers; the host keeps its own. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("reads and writes debug registers")
{
	u32 v;

	asm volatile("mov %0, %%dr0" : : "r" (0x11111111));
	asm volatile("mov %0, %%dr3" : : "r" (0x33333333));
	asm volatile("mov %%dr0, %0" : "=r" (v));
	CHECK(v == 0x11111111);
	asm volatile("mov %%dr3, %0" : "=r" (v));
	CHECK(v == 0x33333333);
	asm volatile("mov %0, %%dr6" : : "r" (0));
	asm volatile("mov %%dr6, %0" : "=r" (v));
	CHECK(v == 0xffff0ff0);
	/* All four watch the switcher's pages; nothing may come of it. */
	asm volatile("mov %0, %%dr0; mov %0, %%dr1; mov %0, %%dr2; mov %0, %%dr3"
		     : : "r" (0xffc00000));
	asm volatile("mov %0, %%dr7" : : "r" (0xffff07ff));
	hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	asm volatile("mov %%dr7, %0" : "=r" (v));
	CHECK(v & 0xff);
	asm volatile("mov %0, %%dr7" : : "r" (0x400));
}
