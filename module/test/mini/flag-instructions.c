// SPDX-License-Identifier: GPL-2.0
/* Raw cli, sti, wbinvd and invd of ring 1. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("uses instructions that were not afterburned")
{
	irq_disable();
	asm volatile("sti");
	CHECK(irq_flag() == LGUEST_IF);
	asm volatile("cli");
	CHECK(irq_flag() == 0);
	asm volatile("ud2; .byte 0x6c, 0x67; sti");
	CHECK(irq_flag() == LGUEST_IF);
	/* The CPU's own flag never changes. */
	CHECK(read_flags() & LGUEST_IF);
	asm volatile("cli");
	CHECK(read_flags() & LGUEST_IF);
	asm volatile("wbinvd");
	asm volatile("invd");
}
