// SPDX-License-Identifier: GPL-2.0
/* CR0.TS and EM: #NM at the first use, in both rings; registers stay. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("traps the use of the FPU")
{
	u32 value = 0x12345678, got, i;

	mini_paging_on();
	asm volatile("fninit; fildl %0; movd %0, %%xmm3" : : "m" (value));
	for (i = 0; i < 20; i++) {
		write_cr0(read_cr0() | CR0_TS);
		CHECK(TRAPS("fnop") == 1 && TRAPPED(NM, 0));
		CHECK(TRAPS("movaps %%xmm0, %%xmm0", :) == 1 && TRAPPED(NM, 0));
		CHECK(USER("nop; fld1") == NM && TRAPPED(NM, 0));
		CHECK(mini_last.eip == USER_CODE + 1);
		CHECK(USER("movaps %%xmm0, %%xmm0") == NM);
		asm volatile("clts");
		CHECK(TRAPS("fnop") == 0);
		CHECK(USER("movd %%xmm3, %%eax") == 0x80);
		CHECK(mini_last.eax == value);
		asm volatile("fistl %0" : "=m" (got));
		CHECK(got == value);
		write_cr0(read_cr0() | 4);
		CHECK(TRAPS("fnop") == 1 && TRAPPED(NM, 0));
		write_cr0(read_cr0() & ~4);
	}
	/* An x87 error: #MF at the next instruction that waits (CR0.NE). */
	write_cr0(read_cr0() | 0x20);
	asm volatile("fninit; push $0x37b; fldcw (%%esp); pop %%eax\n"
		     "fld1; fldz; fdivrp" : : : "eax", "memory");
	CHECK(TRAPS("fwait") == 1 && TRAPPED(MF, 0));
	asm volatile("fninit");
}
