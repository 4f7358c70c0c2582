// SPDX-License-Identifier: GPL-2.0
/*
 * The second guest, which runs beside all others: it looks after what it has
 * (memory it filled, memory that nobody did, registers of the FPU) and says
 * "tick" a few times a second for as long as all of it is as it was.
 */
#include "hostile.h"

MINI_EXPECT("SIGTERM");

#define FILLED	(8u << 20)
#define ZERO	(12u << 20)
#define WORDS	(PAGE_SIZE / 4)

static u8 fpu[2][512] __attribute__((aligned(16)));

static void look(void)
{
	u32 *filled = (u32 *)(FILLED + PAGE_OFFSET);
	u32 *zero = (u32 *)(ZERO + PAGE_OFFSET), i;

	for (i = 0; i < 16 * WORDS; i++) {
		CHECK(filled[i] == i * 2654435761u);
		CHECK(!zero[i]);
	}
	asm volatile("fxsave %0" : "=m" (fpu[1]));
	/* Up to the end of the xmm registers; the rest is not ours. */
	for (i = 24; i < 288; i++)
		CHECK(fpu[0][i] == fpu[1][i]);
}

MINI("looks after itself")
{
	u32 *filled = (u32 *)(FILLED + PAGE_OFFSET), i;

	mini_paging_on();
	mini_handler = mini_count_irqs;
	write_cr4(read_cr4() | 0x200);
	for (i = 0; i < 16 * WORDS; i++)
		filled[i] = i * 2654435761u;
	asm volatile("fninit; fldpi; fld1");
	asm volatile("movd %0, %%xmm0; movd %1, %%xmm7"
		     : : "r" (0x1234567), "r" (0x89abcde));
	asm volatile("fxsave %0" : "=m" (fpu[0]));
	for (;;) {
		look();
		mini_print("tick\n");
		/* HALT lets it in; before, it would be slept through. */
		irq_disable();
		hcall(LHCALL_SET_CLOCKEVENT, 200000000, 0, 0);
		hcall(LHCALL_HALT, 0, 0, 0);
	}
}
