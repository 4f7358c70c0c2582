// SPDX-License-Identifier: GPL-2.0
/* G49: breakpoints where the host's code is: exit=ADDRESS, tick=ADDRESS. */
#include "hostile.h"

MINI_EXPECT("powered off");

MINI("breaks where the host is")
{
	u32 exit = mini_argument("exit=", 0), tick = mini_argument("tick=", 0);
	u32 i, v;
	u64 start;

	CHECK(exit > PAGE_OFFSET && tick > PAGE_OFFSET);
	asm volatile("mov %0, %%dr0" : : "r" (exit));
	asm volatile("mov %0, %%dr1" : : "r" (tick));
	asm volatile("mov %0, %%dr2" : : "r" (0xffc00000u));
	/* DR2: where a division error would enter the switcher. */
	asm volatile("mov %0, %%dr7" : : "r" (0x42au));
	for (i = 0; i < 1000; i++)
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	mini_handler = mini_count_irqs;
	hcall(LHCALL_SET_CLOCKEVENT, 50000000, 0, 0);
	irq_enable();
	for (start = mini_clock(); !mini_irqs[0] && mini_clock() - start <
	     5000000000ull;)
		;
	irq_disable();
	CHECK(mini_irqs[0] == 1);
	mini_handler = 0;
	CHECK(TRAPS("xor %%ecx, %%ecx; div %%ecx", : : : "eax", "ecx", "edx")
	      == 1 && TRAPPED(DE, 0));
	asm volatile("mov %%dr7, %0" : "=r" (v));
	CHECK(v == 0x42a);
	asm volatile("mov %%dr6, %0" : "=r" (v));
	CHECK(v == 0xffff0ff0);
}
