// SPDX-License-Identifier: GPL-2.0
/* The selectors of the switcher, its TSS and its LDT are no use to a guest. */
#include "mini.h"

MINI_EXPECT("powered off");

static struct {
	u32 offset;
	u16 segment;
} __attribute__((packed)) far;

MINI("uses the host's selectors")
{
	static const u16 selectors[] = { 0x50, 0x58, 0x80, 0x88 };
	u32 i, rpl, v;

	mini_paging_on();
	/* The guest's own table has good segments there. */
	for (i = 0; i < 4; i++)
		mini_gdt[selectors[i] >> 3] =
			mini_segment(0, 0xffffffff, i & 1 ? 0xf3 : 0xfb);
	mini_gdt_load();
	for (i = 0; i < 4; i++) {
		for (rpl = 0; rpl < 4; rpl++) {
			u32 selector = selectors[i] | rpl;

			far.segment = selector;
			far.offset = (u32)mini_iret;
			CHECK(TRAPS("lcall *%0", : : "m" (far)) == 1);
			CHECK(TRAPPED(GP, selector & ~3));
			CHECK(TRAPS("ljmp *%0", : : "m" (far)) == 1);
			CHECK(TRAPPED(GP, selector & ~3));
			CHECK(TRAPS("mov %0, %%gs", : : "r" (selector)) == 1);
			CHECK(TRAPPED(GP, selector & ~3));
			CHECK(TRAPS("mov %0, %%ss", : : "r" (selector)) == 1);
			asm volatile("mov %%gs, %0" : "=r" (v));
			CHECK(!v);
		}
	}
	CHECK(USER("mov $0x5b, %%eax; mov %%eax, %%ds") == GP);
	CHECK(TRAPPED(GP, 0x58));
	CHECK(USER("mov $0x5b, %%eax; mov %%eax, %%ss") == GP);
	CHECK(TRAPPED(GP, 0x58));
	CHECK(USER("ljmp $0x53, $0x400000") == GP && TRAPPED(GP, 0x50));
	CHECK(USER("lcall $0x83, $0x400000") == GP && TRAPPED(GP, 0x80));
	CHECK(USER("ljmp $0x8b, $0x400000") == GP && TRAPPED(GP, 0x88));
}
