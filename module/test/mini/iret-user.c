// SPDX-License-Identifier: GPL-2.0
/* iret to ring 3 and back by a system call; registers stay. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("goes to ring 3 and back")
{
	mini_paging_on();
	CHECK(USER("mov $0x11, %%eax; mov $0x22, %%ebx; mov $0x33, %%ecx\n"
		   "mov $0x44, %%edx; mov $0x55, %%esi; mov $0x66, %%edi\n"
		   "mov $0x77, %%ebp; push %%ecx; std") == 0x80);
	CHECK(mini_last.eax == 0x11 && mini_last.ebx == 0x22);
	CHECK(mini_last.ecx == 0x33 && mini_last.edx == 0x44);
	CHECK(mini_last.esi == 0x55 && mini_last.edi == 0x66);
	CHECK(mini_last.ebp == 0x77 && mini_last.esp == USER_STACK - 4);
	CHECK(mini_last.cs == 0x73 && mini_last.ss == 0x7b);
	CHECK(mini_last.ds == 0x7b && mini_last.es == 0x7b);
	CHECK(mini_last.eflags & 0x400);
	asm volatile("cld");
	/* Flags as in the frame, but no IOPL, and the real IF. */
	mini_user_frame.eflags = 0x202 | 0x8d5;
	CHECK(USER("nop") == 0x80);
	CHECK((mini_last.eflags & 0x38d5) == 0x8d5);
}
