// SPDX-License-Identifier: GPL-2.0
/*
 * G24: descriptors in every slot, those that are the host's own among them.
 * Each has a base that names it, so a segment register shows whose it is.
 */
#include "hostile.h"

EXPECT(0, "powered off");

#define BASE(slot)	(0x800000 + (slot) * 16)

static u32 is_host(u32 slot)
{
	return slot == 0x50 >> 3 || slot == 0x58 >> 3 || slot == 0x80 >> 3 ||
	       slot == 0x88 >> 3;
}

MINI("fills all slots")
{
	u32 i, round, got;

	mini_paging_on();
	mini_map(0x800000, pa(mini_page()) | P | W);
	for (i = 1; i < 32; i++) {
		poke(BASE(i), i);
		if (i < 12 || i > 15)
			mini_gdt[i] = mini_segment(BASE(i), 0xfffff, 0xf3);
	}
	for (round = 0; round < 20; round++) {
		mini_gdt_load();
		for (i = 1; i < 32; i++) {
			if (i >= 12 && i <= 15)
				continue;
			if (TRAPS("mov %0, %%fs", : : "r" (i * 8 | 3))) {
				CHECK(is_host(i) && TRAPPED(GP, i * 8));
				continue;
			}
			CHECK(!is_host(i));
			asm volatile("mov %%fs:0, %0" : "=r" (got));
			CHECK(got == i);
		}
		/* The host's are what they were: both ways still work. */
		CHECK(USER("nop") == 0x80);
		CHECK(hcall(LHCALL_GET_WALLCLOCK, 0, 0, 0) > 1000000000);
	}
	asm volatile("mov %0, %%fs" : : "r" (0));
}
