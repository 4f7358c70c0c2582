// SPDX-License-Identifier: GPL-2.0
/* lgdt, lidt, lldt and ltr, with good and bad operands. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("loads descriptor table registers")
{
	struct {
		u16 limit;
		u32 base;
	} __attribute__((packed)) table = { 14 * 8 - 1, (u32)mini_gdt };

	/* A shorter table: 0x73 is gone, 0x68 stays. */
	asm volatile("lgdt %0" : : "m" (table));
	CHECK(TRAPS("mov %0, %%fs", : : "r" (0x73)) == 1);
	CHECK(TRAPPED(GP, 0x70));
	asm volatile("mov %0, %%fs" : : "r" (0x68));
	mini_gdt_load();
	asm volatile("mov %0, %%fs" : : "r" (0x73));

	/* Bad selectors: beyond the table, in an LDT, of another type. */
	CHECK(TRAPS("ltr %w0", : : "r" (0x200)) == 1 && TRAPPED(GP, 0x200));
	CHECK(TRAPS("ltr %w0", : : "r" (0x14)) == 1 && TRAPPED(GP, 0x14));
	CHECK(TRAPS("ltr %w0", : : "r" (0x68)) == 1 && TRAPPED(GP, 0x68));
	CHECK(TRAPS("ltr %w0", : : "r" (0)) == 1 && TRAPPED(GP, 0));
	CHECK(TRAPS("lldt %w0", : : "r" (0x68)) == 1 && TRAPPED(GP, 0x68));
	CHECK(TRAPS("lldt %w0", : : "r" (0x200)) == 1 && TRAPPED(GP, 0x200));
	asm volatile("lldt %w0" : : "r" (0));
	mini_gdt[18] = mini_segment((u32)mini_gdt, 0xff, 0x02);
	CHECK(TRAPS("lldt %w0", : : "r" (0x90)) == 1 && TRAPPED(NP, 0x90));

	/* Another IDT, a copy of ours. */
	static u64 idt[256];
	memcpy(idt, mini_idt, sizeof(idt));
	idt[UD] = 0;
	idt[UD] = mini_idt[BP];
	table.limit = sizeof(idt) - 1;
	table.base = (u32)idt;
	asm volatile("lidt %0" : : "m" (table));
	CHECK(TRAPS("ud2") == 1 && mini_last.vector == BP);
}
