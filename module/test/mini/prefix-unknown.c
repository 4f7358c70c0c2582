// SPDX-License-Identifier: GPL-2.0
/* ud2 and two letters are only a prefix of what it knows. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("uses the prefix for other instructions")
{
	CHECK(TRAPS("ud2") == 1 && TRAPPED(UD, 0));
	CHECK(TRAPS("ud2; .byte 0x6c, 0x67; nop") == 1 && TRAPPED(UD, 0));
	CHECK(TRAPS("ud2; .byte 0x6c, 0x67; wbinvd") == 1 && TRAPPED(UD, 0));
	CHECK(TRAPS("ud2; .byte 0x6c, 0x68; cpuid") == 1 && TRAPPED(UD, 0));
	mini_paging_on();
	/* User space has no such prefix. */
	CHECK(USER("ud2; .byte 0x6c, 0x67; cpuid") == UD);
	CHECK(mini_last.eip == USER_CODE);
	CHECK(USER("ud2; .byte 0x6c, 0x67, 0xfb") == UD);
	CHECK(USER("ud2; .byte 0x6c, 0x67, 0xcf") == UD);
}
