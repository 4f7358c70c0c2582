// SPDX-License-Identifier: GPL-2.0
/* An iret to ring 3 with a bad cs faults at the iret. */
#include "mini.h"

MINI_EXPECT("powered off");

static int bad(u32 vector, u32 error)
{
	extern char mini_user_iret[];

	mini_trapped = 0;
	mini_resume = (u32)mini_user_back;
	mini_user(USER_CODE, USER_STACK);
	mini_resume = 0;
	return TRAPPED(vector, error) && (mini_last.cs & 3) == 0 &&
	       mini_last.eip == (u32)mini_user_iret;
}

MINI("irets to bad code segments")
{
	mini_paging_on();
	CHECK(USER("nop") == 0x80);
	mini_user_frame.cs = 3;
	CHECK(bad(GP, 0));
	mini_user_frame.cs = 0x203;
	CHECK(bad(GP, 0x200));
	mini_user_frame.cs = 0x7b;		/* data */
	CHECK(bad(GP, 0x78));
	mini_user_frame.cs = 0x63;		/* the kernel's */
	CHECK(bad(GP, 0x60));
	mini_user_frame.cs = 0x77;		/* in an LDT that is not there */
	CHECK(bad(GP, 0x74));
	mini_gdt[18] = mini_segment(0, 0xffffffff, 0x7a);
	mini_user_frame.cs = 0x93;		/* not present */
	CHECK(bad(NP, 0x90));
	mini_user_frame.cs = 0x33;		/* a TLS slot with nothing */
	CHECK(bad(GP, 0x30));
	mini_gdt[6] = mini_segment(0, 0xffffffff, 0xfa);
	CHECK(USER("nop") == 0x80);
	CHECK(mini_last.cs == 0x33);
}
