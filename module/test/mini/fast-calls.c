// SPDX-License-Identifier: GPL-2.0
/*
 * Instructions that enter a kernel without a gate, or leave one, would be the
 * host's: in neither ring do they do anything.
 */
#include "mini.h"

MINI_EXPECT("powered off");

#define SYSCALL		".byte 0x0f, 0x05"
#define SYSENTER	".byte 0x0f, 0x34"
#define SYSEXIT		".byte 0x0f, 0x35"
#define SYSRET		".byte 0x0f, 0x07"
#define SWAPGS		".byte 0x0f, 0x01, 0xf8"
#define RDGSBASE	".byte 0xf3, 0x0f, 0xae, 0xc8"
#define WRGSBASE	".byte 0xf3, 0x0f, 0xae, 0xd8"

/* The trap says what kind of CPU it is: no such instruction, or not allowed. */
#define REFUSED(instruction) \
	(TRAPS(instruction, : : : "eax", "ecx", "edx", "memory") == 1 && \
	 (mini_last.vector == UD || \
	  (mini_last.vector == GP && !mini_last.error)))

static u32 refused(u32 vector)
{
	return vector == UD || vector == GP;
}

MINI("calls the host's kernel")
{
	u32 i;

	mini_paging_on();
	for (i = 0; i < 3; i++) {
		CHECK(REFUSED(SYSCALL));
		CHECK(REFUSED(SYSENTER));
		CHECK(REFUSED(SYSEXIT));
		CHECK(REFUSED(SYSRET));
		CHECK(REFUSED(SWAPGS));
		CHECK(REFUSED(RDGSBASE));
		CHECK(REFUSED(WRGSBASE));
		CHECK(refused(USER(SYSCALL)) && mini_last.cs == 0x73);
		CHECK(refused(USER(SYSENTER)) && mini_last.cs == 0x73);
		CHECK(refused(USER(SYSEXIT)) && mini_last.cs == 0x73);
		CHECK(refused(USER(SYSRET)) && mini_last.cs == 0x73);
		CHECK(refused(USER(SWAPGS)) && mini_last.cs == 0x73);
		CHECK(refused(USER(WRGSBASE)) && mini_last.cs == 0x73);
		/* Nor with a stack where none is. */
		CHECK(refused(USER("mov $0x1000, %%esp; " SYSCALL)));
		CHECK(refused(USER("xor %%esp, %%esp; " SYSENTER)));
	}
}
