// SPDX-License-Identifier: GPL-2.0
/* An iret to ring 3 with a bad ss faults at the iret. */
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

MINI("irets to bad stack segments")
{
	mini_paging_on();
	CHECK(USER("nop") == 0x80);
	mini_user_frame.ss = 3;
	CHECK(bad(GP, 0));
	mini_user_frame.ss = 0x203;
	CHECK(bad(GP, 0x200));
	mini_user_frame.ss = 0x73;		/* code */
	CHECK(bad(GP, 0x70));
	mini_user_frame.ss = 0x6b;		/* the kernel's */
	CHECK(bad(GP, 0x68));
	mini_user_frame.ss = 0x78;		/* RPL 0 */
	CHECK(bad(GP, 0x78));
	mini_user_frame.ss = 0x7f;		/* in an LDT that is not there */
	CHECK(bad(GP, 0x7c));
	mini_gdt[18] = mini_segment(0, 0xffffffff, 0x72);
	mini_user_frame.ss = 0x93;		/* not present */
	CHECK(bad(SS, 0x90));
	mini_user_frame.ss = 0x33;		/* a TLS slot with nothing */
	CHECK(bad(GP, 0x30));
	mini_gdt[6] = mini_segment(0, 0xffffffff, 0xf2);
	CHECK(USER("nop") == 0x80);
	CHECK(mini_last.ss == 0x33);
}
