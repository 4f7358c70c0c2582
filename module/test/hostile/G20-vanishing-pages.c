// SPDX-License-Identifier: GPL-2.0
/* G20: eip or esp not there any more when something traps. */
#include "hostile.h"

EXPECT(0, "powered off");
EXPECT(1, "killed: double fault");
EXPECT(2, "powered off|killed: double fault");

static u32 gone;

static int on_trap(struct mini_frame *frame)
{
	/* Its frame is on a page that only the TLB still has. */
	if (variant() == 2 && frame->vector == UD)
		mini_shutdown(LGUEST_SHUTDOWN_POWEROFF, "");
	CHECK(frame->vector == PF || frame->vector == GP);
	*mini_pte(gone) |= P;
	invlpg(gone);
	return 1;
}

MINI("pulls the page away from under itself")
{
	u32 v = variant(), v1;
	u8 *page = mini_page();

	mini_paging_on();
	gone = 0x800000;
	/* in (%dx), %al; ret: in the TLB, and gone from the table. */
	memcpy(page, "\x90\xc3\xec\xc3", 4);
	mini_map(gone, pa(page) | P | W | A | D);
	mini_handler = on_trap;
	if (v == 0) {
		asm volatile("call *%0" : : "r" (gone) : "memory");
		*mini_pte(gone) = pa(page) | W | A | D;
		asm volatile("call *%1" : "=a" (v1) : "r" (gone + 2) : "edx");
		CHECK((v1 & 0xff) == 0xff && mini_trapped);
	} else if (v == 1) {
		asm volatile("mov %0, %%esp; push %%eax; movl $0, (%1)\n"
			     "invlpg (%2); ud2"
			     : : "r" (gone + PAGE_SIZE), "r" (mini_pte(gone)),
			     "r" (gone));
	} else {		/* still in the TLB */
		asm volatile("mov %0, %%esp; push %%eax; movl $0, (%1); ud2\n"
			     "hlt"
			     : : "r" (gone + PAGE_SIZE), "r" (mini_pte(gone)));
	}
}
