// SPDX-License-Identifier: GPL-2.0
/* No frame and no popf of ring 1 sets IOPL, VM, VIF or VIP, nor cs ring 0. */
#include "mini.h"

MINI_EXPECT("powered off");

#define BAD	0x1a3000u	/* VIP, VIF, VM, IOPL */
#define VM	0x020000u	/* see vm86.c */

/* Goes by this iret to eflags:cs:next instruction; cs and flags after it. */
#define BY(iret, frame_flags, frame_cs) ({ \
	asm volatile("push %2; push %3; push $6f\n" iret \
		     "\n6: mov %%cs, %0; pushf; pop %1" \
		     : "=&r" (cs), "=&r" (flags) \
		     : "r" (frame_flags), "r" (frame_cs) : "memory", "cc"); })

MINI("returns to frames with too many privileges")
{
	u32 cs, flags, i;
	static const u32 selectors[] = { 0x60, 0x61 };

	for (i = 0; i < 2; i++) {
		BY("iret", 0x2 | (BAD & ~VM), selectors[i]);
		CHECK(cs == 0x61 && !(flags & BAD));
		BY("iret", 0xad7 | (BAD & ~VM), selectors[i]);
		CHECK(cs == 0x61 && !(flags & BAD) && (flags & 0x8d5) == 0x8d5);
		BY("jmp mini_iret", 0x2 | (BAD & ~VM), selectors[i]);
		CHECK(cs == 0x61 && !(flags & BAD));
		BY("ud2; .byte 0x6c, 0x67, 0xcf", 0x2 | (BAD & ~VM),
		   selectors[i]);
		CHECK(cs == 0x61 && !(flags & BAD));
		irq_disable();
	}
	asm volatile("push %1; popf; pushf; pop %0" : "=r" (flags)
		     : "i" (0x2 | BAD) : "cc");
	CHECK(!(flags & BAD));
	/* To ring 3. */
	mini_paging_on();
	mini_user_frame.eflags = 0x202 | (BAD & ~VM);
	CHECK(USER("pushf; pop %%eax") == 0x80);
	CHECK(!(mini_last.eax & BAD) && !(mini_last.eflags & BAD));
	CHECK(USER("cli") == GP);
	CHECK(USER("in $0x80, %%al") == GP);
	mini_user_frame.eflags = 0;
	CHECK(USER("cli") == GP);
	/* Interrupts of the host go on: the timer works after all that. */
	mini_handler = mini_count_irqs;
	hcall(LHCALL_SET_CLOCKEVENT, 1000000, 0, 0);
	hcall(LHCALL_HALT, 0, 0, 0);
	CHECK(mini_irqs[0] == 1);
}
