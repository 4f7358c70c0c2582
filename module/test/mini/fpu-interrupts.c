// SPDX-License-Identifier: GPL-2.0
/* x87 and SSE registers stay, across interrupts and beside another guest. */
#include "mini.h"

MINI_EXPECT("powered off");
MINI_TWICE;

static u8 before[512] __attribute__((aligned(16)));
static u8 after[512] __attribute__((aligned(16)));

static void load(u32 seed)
{
	static u32 words[32] __attribute__((aligned(16)));
	u32 i;

	for (i = 0; i < 32; i++)
		words[i] = seed * 0x9e3779b9 + i * 0x01000193;
	asm volatile("fninit; mov $8, %%ecx\n1: fildl -4(%0,%%ecx,4); loop 1b\n"
		     "movaps (%0), %%xmm0; movaps 16(%0), %%xmm1\n"
		     "movaps 32(%0), %%xmm2; movaps 48(%0), %%xmm3\n"
		     "movaps 64(%0), %%xmm4; movaps 80(%0), %%xmm5\n"
		     "movaps 96(%0), %%xmm6; movaps 112(%0), %%xmm7"
		     : : "r" (words) : "ecx", "memory");
}

static int same(void)
{
	u32 i;

	/* Up to the last SSE register; what follows is not used. */
	for (i = 0; i < 160 + 8 * 16; i++)
		if (before[i] != after[i])
			return 0;
	return 1;
}

MINI("keeps FPU registers")
{
	u64 start = mini_clock();
	u32 rounds = 0, control = 0x1f80 | 0x6000;

	mini_handler = mini_count_irqs;
	write_cr4(read_cr4() | 0x200);
	asm volatile("ldmxcsr %0" : : "m" (control));
	while (mini_clock() - start < 500000000) {
		u32 spin = 100000;

		load(mini_data.guestid + 2 * rounds++);
		asm volatile("fxsave %0" : "=m" (before));
		irq_enable();
		hcall(LHCALL_SET_CLOCKEVENT, 50000, 0, 0);
		/* Host interrupts and, with one CPU, the other guest. */
		while (spin--)
			asm volatile("");
		asm volatile("fxsave %0" : "=m" (after));
		CHECK(same());
		irq_disable();
		hcall(LHCALL_SET_CLOCKEVENT, 3000000, 0, 0);
		hcall(LHCALL_HALT, 0, 0, 0);
		asm volatile("fxsave %0" : "=m" (after));
		CHECK(same());
	}
	CHECK(rounds > 3 && mini_irqs[0] >= rounds);
}
