// SPDX-License-Identifier: GPL-2.0
/* Gates, task state segments and LDTs lead nowhere, in whatever slot. */
#include "mini.h"

MINI_EXPECT("powered off");

static struct {
	u32 offset;
	u16 segment;
} __attribute__((packed)) far;

static u64 descriptor(u32 type)
{
	static u32 task[26];
	u32 target = (u32)mini_iret;

	switch (type) {
	case 0x2: case 0x9: case 0xb: case 0x1: case 0x3:
		return mini_segment((u32)task, sizeof(task) - 1, 0xe0 | type);
	default:		/* gates to the switcher's ring 0 */
		return (u64)((target & 0xffff0000) | 0xe000 | type << 8) << 32 |
		       0x50 << 16 | (target & 0xffff);
	}
}

MINI("jumps to system descriptors")
{
	static const u8 types[] = { 1, 2, 3, 4, 5, 6, 7, 9, 11, 12, 14, 15 };
	u32 slot, i, selector;

	mini_paging_on();
	CHECK(USER("nop") == 0x80);		/* maps USER_DATA, too */
	for (slot = 1; slot < 32; slot++) {
		u64 old = mini_gdt[slot];

		if (slot >= 12 && slot <= 15)	/* those it lives on */
			continue;
		for (i = 0; i < sizeof(types); i++) {
			mini_gdt[slot] = descriptor(types[i]);
			mini_gdt_load();
			selector = slot * 8;
			far.segment = selector;
			far.offset = (u32)mini_iret;
			CHECK(TRAPS("lcall *%0", : : "m" (far)) == 1);
			CHECK(TRAPPED(GP, selector));
			far.segment = selector | 3;
			CHECK(TRAPS("ljmp *%0", : : "m" (far)) == 1);
			CHECK(TRAPPED(GP, selector));
			CHECK(TRAPS("mov %0, %%fs", : : "r" (selector | 3)));
			CHECK(TRAPPED(GP, selector));
			poke(USER_DATA + 4, selector | 3);
			CHECK(USER("lcall *0x403000") == GP);
			CHECK(TRAPPED(GP, selector));
			CHECK(mini_last.eip == USER_CODE);
			CHECK(USER("ljmp *0x403000") == GP);
			CHECK(TRAPPED(GP, selector));
		}
		mini_gdt[slot] = old;
		mini_gdt_load();
	}
}
