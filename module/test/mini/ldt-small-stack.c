// SPDX-License-Identifier: GPL-2.0
/*
 * A 16-bit stack segment in ring 3.  An iret to it does not load the upper half
 * of esp: user space finds what was there.  By the CPU's own iret that is the
 * guest kernel's; the host's gives a piece of the switcher's address.
 */
#include "mini.h"

MINI_EXPECT("powered off");

#define BIT_BIG		(1ULL << 54)
#define SWITCHER_HALF	0xffc0u

static u32 first;

/* The system call in the middle: go on by the host's iret. */
static int call(struct mini_frame *frame)
{
	if (frame->vector != 0x80 || first)
		return 0;
	first = frame->eax;
	frame->eflags |= LGUEST_IF;
	mini_data.irq_pending = 1;
	return 1;
}

MINI("leaves the kernel's half of esp out of a 16-bit stack")
{
	static u64 ldt[2] __attribute__((aligned(8)));
	u32 here;

	mini_paging_on();
	USER("nop");
	ldt[1] = mini_segment(USER_CODE, 0xffff, 0xf2) & ~BIT_BIG;
	mini_gdt[18] = mini_segment((u32)ldt, sizeof(ldt) - 1, 0x82);
	asm volatile("lldt %w0" : : "r" (0x90));
	asm volatile("mov %%esp, %0" : "=r" (here));
	mini_user_frame.ss = 1 << 3 | 7;
	mini_handler = call;
	CHECK(USER("mov %%esp, %%eax; int $0x80; mov %%esp, %%ebx") == 0x80);
	CHECK(first == ((here & 0xffff0000) | (USER_STACK & 0xffff)));
	CHECK((mini_last.ebx & 0xffff) == (USER_STACK & 0xffff));
	CHECK(mini_last.ebx >> 16 >= SWITCHER_HALF);
	CHECK(mini_last.ss == (1 << 3 | 7));
}
