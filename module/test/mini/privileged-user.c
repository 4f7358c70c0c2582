// SPDX-License-Identifier: GPL-2.0
/* What ring 3 may not do faults, at that instruction, with error code 0. */
#include "mini.h"

MINI_EXPECT("powered off");

#define REFUSED(instruction) do { \
	CHECK(USER(instruction) == GP); \
	CHECK(TRAPPED(GP, 0) && mini_last.eip == USER_CODE); \
} while (0)

MINI("is privileged in ring 3")
{
	u32 cr0, flags;

	mini_paging_on();
	cr0 = read_cr0();
	irq_disable();
	REFUSED("cli");
	REFUSED("sti");
	REFUSED("hlt");
	REFUSED("in $0x60, %%al");
	REFUSED("in %%dx, %%eax");
	REFUSED("out %%al, $0x60");
	REFUSED("out %%ax, %%dx");
	REFUSED("insb");
	REFUSED("rep outsl");
	REFUSED("mov %%cr0, %%eax");
	REFUSED("mov %%eax, %%cr0");
	REFUSED("mov %%cr2, %%eax");
	REFUSED("mov %%eax, %%cr3");
	REFUSED("mov %%cr4, %%eax");
	REFUSED("mov %%dr7, %%eax");
	REFUSED("mov %%eax, %%dr0");
	REFUSED("clts");
	REFUSED("lmsw %%ax");
	REFUSED("invlpg 0x400000");
	REFUSED("invd");
	REFUSED("wbinvd");
	REFUSED("lgdt 0x400000");
	REFUSED("lidt 0x400000");
	REFUSED("lldt %%ax");
	REFUSED("ltr %%ax");
	REFUSED("rdmsr");
	REFUSED("wrmsr");
	CHECK(read_cr0() == cr0 && !irq_flag());
	/* Without the CPUID bit #UD; with an MSR of 0, #GP. */
	USER("sysenter");
	CHECK(TRAPPED(GP, 0) || TRAPPED(UD, 0));
	CHECK(mini_last.eip == USER_CODE);
	USER("sysexit");
	CHECK(TRAPPED(GP, 0) || TRAPPED(UD, 0));
	CHECK(mini_last.eip == USER_CODE);
	/* Hypercalls are the kernel's. */
	CHECK(USER("int $0x1f") == GP && TRAPPED(GP, 0xfa));
	CHECK(mini_last.eip == USER_CODE);
	/* Inner rings are out of reach. */
	CHECK(USER("ljmp $0x60, $0x400000") == GP && TRAPPED(GP, 0x60));
	CHECK(USER("ljmp $0x61, $0x400000") == GP && TRAPPED(GP, 0x60));
	CHECK(USER("push $0x61; push $0x400000; lret") == GP);
	CHECK(TRAPPED(GP, 0x60));
	CHECK(USER("pushf; push $0x61; push $0x400000; iret") == GP);
	CHECK(TRAPPED(GP, 0x60) && mini_last.cs == 0x73);
	/* popf leaves IOPL, IF, VIF and VIP alone, without a fault. */
	CHECK(USER("pushf; pop %%ebx; push $0x183002; popf; pushf; pop %%eax")
	      == 0x80);
	flags = 0x3000 | 0x200 | 0x180000;
	CHECK((mini_last.eax & flags) == (mini_last.ebx & flags));
	CHECK(!(mini_last.eax & 0x183000));
}
