// SPDX-License-Identifier: GPL-2.0
/* sgdt, sidt, sldt, str and smsw never trap, whatever the host has. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("stores what it cannot load")
{
	u32 room[2];

	CHECK(TRAPS("sgdt %0", : "=m" (room)) == 0);
	CHECK(TRAPS("sidt %0", : "=m" (room)) == 0);
	CHECK(TRAPS("sldt %0", : "=r" (room[0])) == 0);
	CHECK(TRAPS("str %0", : "=r" (room[0])) == 0);
	CHECK(TRAPS("smsw %0", : "=r" (room[0])) == 0);
	mini_paging_on();
	/* The guest CPU has no UMIP: nor do they trap in ring 3. */
	CHECK(USER("sgdt -8(%%esp)") == 0x80);
	CHECK(USER("sidt -8(%%esp)") == 0x80);
	CHECK(USER("sldt %%eax") == 0x80);
	CHECK(USER("str %%eax") == 0x80);
	CHECK(USER("smsw %%eax") == 0x80);
}
