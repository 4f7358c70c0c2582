// SPDX-License-Identifier: GPL-2.0
/* Exceptions of ring 3: error code, eip, flags; and int to each vector. */
#include "mini.h"

MINI_EXPECT("powered off");

#define AT(offset) (mini_last.eip == USER_CODE + (offset))

static u32 user_int(u32 vector)
{
	u8 code[2] = { 0xcd, vector };

	return mini_run_user((char *)code, 2);
}

MINI("causes exceptions in ring 3")
{
	u32 vector;

	mini_paging_on();
	CHECK(USER("xor %%eax, %%eax; div %%eax") == DE && TRAPPED(DE, 0));
	CHECK(AT(2) && mini_last.cs == 0x73 && mini_last.ss == 0x7b);
	CHECK(mini_last.esp == USER_STACK);
	CHECK(USER("int3") == BP && TRAPPED(BP, 0) && AT(1));
	CHECK(USER("ud2") == UD && TRAPPED(UD, 0) && AT(0));
	/* The afterburner's prefix is for ring 1. */
	CHECK(USER("ud2; .byte 0x6c, 0x67; cpuid") == UD && AT(0));
	CHECK(USER("mov $0x7fffffff, %%eax; inc %%eax; into") == GP);
	CHECK(TRAPPED(GP, OF * 8 + 2) && AT(6));
	mini_gate(OF, mini_stubs + OF * 16, 3, 0xe);
	CHECK(USER("mov $0x7fffffff, %%eax; inc %%eax; into") == OF);
	CHECK(TRAPPED(OF, 0) && AT(7) && (mini_last.eflags & 0x800));
	CHECK(USER("push $7; push $3; mov $8, %%eax; bound %%eax, (%%esp)")
	      == BR);
	CHECK(TRAPPED(BR, 0) && AT(9));
	CHECK(USER("pushf; orl $0x100, (%%esp); popf; nop; nop") == DB);
	CHECK(TRAPPED(DB, 0) && AT(1 + 7 + 1 + 1));
	CHECK(mini_last.eflags & 0x100);
	/* A step ends with the trap. */
	CHECK(USER("nop; nop") == 0x80 && !(mini_last.eflags & 0x100));
	/* Stepping from the start of ring 3. */
	mini_user_frame.eflags = 0x302;
	CHECK(USER("nop; nop") == DB && AT(1));
	mini_user_frame.eflags = 0x202;

	for (vector = 0; vector < 256; vector++) {
		if (vector == 3 || vector == 4 || vector == 0x80)
			continue;
		CHECK(user_int(vector) == GP);
		CHECK(TRAPPED(GP, vector * 8 + 2) && AT(0));
	}
	/* A gate opened to ring 3, as kernels do it. */
	mini_gate(0x81, mini_stubs + 0x81 * 16, 3, 0xe);
	CHECK(user_int(0x81) == 0x81 && TRAPPED(0x81, 0) && AT(2));
}
