// SPDX-License-Identifier: GPL-2.0
/*
 * What a system call costs that does nothing: from ring 3 to the kernel and
 * back, in ns of the host's clock, as hex.  With qemu's -icount shift=0 these
 * are instructions.
 */
#define MINI_RAW
#include "mini.h"

MINI_EXPECT("powered off");

#define N	"4000"

void syscall_entry(void);

asm("syscall_entry: movl $0, %ss:mini_data\n"
    "jmp mini_iret\n");

MINI("system calls, timed")
{
	u32 round;
	u64 start;

	mini_data.syscall_vector = 0x80;
	mini_data.syscall_entry = (u32)syscall_entry;
	mini_init();
	mini_paging_on();
	mini_gate(0x80, syscall_entry, 3, 0xe);
	for (round = 0; round < 2; round++) {
		start = mini_clock();
		CHECK(USER("mov $" N ", %%ecx; 1: int $0x80; loop 1b; ud2") ==
		      UD);
	}
	mini_print("bench syscall 0x");
	mini_print_hex((u32)(mini_clock() - start) / 4000);
	mini_print("\n");
}
