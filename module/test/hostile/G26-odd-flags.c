// SPDX-License-Identifier: GPL-2.0
/* G26: odd flags at every way into the host. */
#include "hostile.h"

EXPECT(0, "powered off");

static const u32 flags[] = {
	0x400, 0x4000, 0x40000, 0x44400, 0x200000, 0x10000
};

static int on_step(struct mini_frame *frame)
{
	if (frame->vector == DB)
		frame->eflags &= ~0x100;
	return frame->vector == DB;
}

MINI("calls with odd flags")
{
	u32 i, result, after;

	mini_paging_on();
	for (i = 0; i < 6; i++) {
		asm volatile("push %2; popf; int %3; pushf; pop %1\n"
			     "push $2; popf"
			     : "=a" (result), "=r" (after)
			     : "r" (flags[i] | 2), "i" (LGUEST_TRAP_ENTRY),
			     "0" (LHCALL_GET_WALLCLOCK) : "memory", "cc");
		CHECK(result > 1000000000);
		CHECK((after & flags[i] & 0x244400) == (flags[i] & 0x244400));
		CHECK(TRAPS("push %0; popf; ud2", : : "r" (flags[i] | 2)
			    : "cc"));
		asm volatile("push $2; popf" : : : "cc", "memory");
		CHECK(mini_last.vector == UD);
		mini_user_frame.eflags = 0x202 | (flags[i] & ~0x4000);
		CHECK(USER("nop") == 0x80 && USER("ud2") == UD);
	}
	mini_handler = on_step;
	asm volatile("push $0x102; popf; int %0; push $2; popf"
		     : : "i" (LGUEST_TRAP_ENTRY), "a" (LHCALL_FLUSH_ASYNC)
		     : "memory", "cc");
	asm volatile("push $0x102; popf; nop; push $2; popf" : : : "memory");
	CHECK(mini_trapped);
}
