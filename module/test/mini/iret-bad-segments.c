// SPDX-License-Identifier: GPL-2.0
/* An iret to ring 3 with a bad cs or ss faults at the iret. */
#include "mini.h"

MINI_EXPECT("powered off");

static int bad(u32 *selector, u32 value, u32 vector)
{
	extern char mini_user_iret[];
	u32 good = *selector;

	*selector = value;
	mini_trapped = 0;
	mini_resume = (u32)mini_user_back;
	mini_user(USER_CODE, USER_STACK);
	mini_resume = 0;
	*selector = good;
	return TRAPPED(vector, value & ~3) && (mini_last.cs & 3) == 0 &&
	       mini_last.eip == (u32)mini_user_iret;
}

static int bad_cs(u32 value, u32 vector)
{
	return bad(&mini_user_frame.cs, value, vector);
}

static int bad_ss(u32 value, u32 vector)
{
	return bad(&mini_user_frame.ss, value, vector);
}

MINI("irets to bad code and stack segments")
{
	mini_paging_on();
	CHECK(USER("nop") == 0x80);
	CHECK(bad_cs(3, GP));
	CHECK(bad_cs(0x203, GP));
	CHECK(bad_cs(0x7b, GP));	/* data */
	CHECK(bad_cs(0x63, GP));	/* the kernel's */
	CHECK(bad_cs(0x77, GP));	/* in an LDT that is not there */
	CHECK(bad_cs(0x33, GP));	/* a TLS slot with nothing */
	CHECK(bad_ss(3, GP));
	CHECK(bad_ss(0x203, GP));
	CHECK(bad_ss(0x73, GP));	/* code */
	CHECK(bad_ss(0x6b, GP));	/* the kernel's */
	CHECK(bad_ss(0x78, GP));	/* RPL 0 */
	CHECK(bad_ss(0x7f, GP));	/* in an LDT that is not there */
	CHECK(bad_ss(0x33, GP));	/* a TLS slot with nothing */

	mini_gdt[18] = mini_segment(0, 0xffffffff, 0x7a);	/* not present */
	CHECK(bad_cs(0x93, NP));
	mini_gdt[18] = mini_segment(0, 0xffffffff, 0x72);
	CHECK(bad_ss(0x93, SS));

	/* In a TLS slot both work. */
	mini_gdt[6] = mini_segment(0, 0xffffffff, 0xfa);
	mini_gdt[7] = mini_segment(0, 0xffffffff, 0xf2);
	mini_user_frame.cs = 0x33;
	mini_user_frame.ss = 0x3b;
	CHECK(USER("nop") == 0x80);
	CHECK(mini_last.cs == 0x33);
	CHECK(mini_last.ss == 0x3b);
}
