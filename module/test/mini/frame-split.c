// SPDX-License-Identifier: GPL-2.0
/* A trap's frame across two pages whose frames are far apart. */
#include "mini.h"

MINI_EXPECT("powered off");

#define TOP 0x806000u

static u32 pages[6];

/* What the linear mapping has of a word of the stack. */
static u32 word(u32 va)
{
	return peek(PAGE_OFFSET + pages[va >> 12 & 7] + (va & 0xfff));
}

MINI("takes traps on a stack of scattered pages")
{
	u32 sp, eip, carry, i;

	mini_paging_on();
	for (i = 0; i < 6; i++)
		pages[5 - i] = pa(mini_page());
	for (i = 0; i < 6; i++)
		mini_map(0x800000 + i * PAGE_SIZE, pages[i] | P | W);
	for (sp = TOP - PAGE_SIZE - 4; sp <= TOP - PAGE_SIZE + 32; sp += 4) {
		write_cr3(read_cr3());
		mini_trapped = 0;
		asm volatile("movl $9f, mini_resume; mov %%esp, %%esi\n"
			     "mov $1f, %0; mov $0, %1; mov %2, %%esp; stc\n"
			     "1: ud2; 9: mov %%esi, %%esp; adc $0, %1"
			     : "=&r" (eip), "=&r" (carry) : "r" (sp)
			     : "esi", "memory", "cc");
		CHECK(TRAPPED(UD, 0) && mini_last.eip == eip && carry == 1);
		CHECK(mini_last.cs == 0x60 && (mini_last.eflags & 1));
		/* The stub gave cs its RPL on the way back. */
		CHECK(word(sp - 4) == mini_last.eflags);
		CHECK(word(sp - 8) == 0x61);

		mini_tss[1] = sp;
		CHECK(USER("mov $0x4321, %%eax; push %%eax") == 0x80);
		CHECK(mini_last.eip == USER_CODE + 8 && mini_last.cs == 0x73);
		CHECK(mini_last.ss == 0x7b && mini_last.eax == 0x4321);
		CHECK(mini_last.esp == USER_STACK - 4);
		CHECK(word(sp - 4) == 0x7b && word(sp - 8) == USER_STACK - 4);
		CHECK(USER("nop; nop; mov 0x900000, %%eax") == PF);
		CHECK(TRAPPED(PF, 4) && mini_last.eip == USER_CODE + 2);
		CHECK(mini_last.ss == 0x7b && mini_last.esp == USER_STACK);
	}
}
