// SPDX-License-Identifier: GPL-2.0
/* An emulated instruction whose operand is not mapped: a page fault. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("emulates with operands that are not there")
{
	mini_paging_on();
	CHECK(TRAPS("lidt (%0)", : : "r" (0x800123)) == 1);
	CHECK(TRAPPED(PF, 0) && read_cr2() == 0x800123);
	CHECK(TRAPS("lgdt (%0)", : : "r" (0x800123)) == 1);
	CHECK(TRAPPED(PF, 0) && read_cr2() == 0x800123);
	CHECK(TRAPS("ltr (%0)", : : "r" (0x800123)) == 1);
	CHECK(TRAPPED(PF, 0) && read_cr2() == 0x800123);
	CHECK(TRAPS("lmsw (%0)", : : "r" (0x800123)) == 1);
	CHECK(TRAPPED(PF, 0) && read_cr2() == 0x800123);
}
