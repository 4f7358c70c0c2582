// SPDX-License-Identifier: GPL-2.0
/* A trap with an IDT that is not mapped. */
#include "mini.h"

MINI_EXPECT("killed: triple fault: trap 0 ");

MINI("traps with an IDT that is not mapped")
{
	static const struct {
		u16 limit;
		u32 base;
	} __attribute__((packed)) table = { 0x7ff, 0x800000 };

	mini_paging_on();
	asm volatile("lidt %0; div %1" : : "m" (table), "r" (0), "a" (1));
}
