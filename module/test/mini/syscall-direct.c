// SPDX-License-Identifier: GPL-2.0
/* A direct system call gate: no trip through the host. */
#define MINI_RAW
#include "mini.h"

MINI_EXPECT("powered off");

void syscall_entry(void);
static char stack[4096] __attribute__((aligned(16)));

/* As module/include/lguest.h asks: irq_enabled is cleared first. */
asm("syscall_entry: movl $0, %ss:mini_data\n"
    "jmp *%ss:mini_stub_80\n");
void *mini_stub_80 = mini_stubs + 0x80 * 16;

MINI("takes system calls directly")
{
	u32 i;

	mini_data.syscall_vector = 0x80;
	mini_data.syscall_entry = (u32)syscall_entry;
	mini_init();
	mini_handler = mini_count_irqs;
	mini_paging_on();
	asm volatile("ltr %w0" : : "r" (0x80));
	mini_tss[1] = (u32)stack + sizeof(stack);
	for (i = 0; i < 1000; i++) {
		if (i == 500)
			write_cr3(read_cr3());
		irq_enable();
		CHECK(USER("mov $0x1234, %%eax") == 0x80);
		CHECK(irq_flag() == 0);
		CHECK(mini_last.eip == USER_CODE + 7);
		CHECK(mini_last.cs == 0x73 && mini_last.ss == 0x7b);
		CHECK(mini_last.esp == USER_STACK && mini_last.eax == 0x1234);
		hcall(LHCALL_SET_CLOCKEVENT, 1000 * (i & 63) + 1, 0, 0);
	}
	/* The other vectors still go the long way. */
	CHECK(USER("hlt") == GP);
}
