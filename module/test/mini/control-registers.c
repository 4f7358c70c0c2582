// SPDX-License-Identifier: GPL-2.0
/* mov to and from CR0 to CR4, clts, lmsw. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("reads and writes control registers")
{
	u32 cr0 = read_cr0(), low, high, low2, high2;

	CHECK((cr0 & 0x11) == 0x11 && !(cr0 & 0x80000000));
	write_cr0(cr0 | CR0_TS | CR0_WP);
	CHECK(read_cr0() == (cr0 | CR0_TS | CR0_WP));
	asm volatile("clts");
	CHECK(read_cr0() == (cr0 | CR0_WP));
	asm volatile("lmsw %w0" : : "r" (CR0_TS));
	CHECK(read_cr0() == ((cr0 & ~0xe) | CR0_WP | CR0_TS));
	asm volatile("lmsw %w0" : : "r" (0));
	CHECK(read_cr0() == ((cr0 & ~0xe) | CR0_WP));
	CHECK(TRAPS("mov %0, %%cr0", : : "r" (0x80000010)) == 1);
	CHECK(TRAPPED(GP, 0));

	write_cr2(0x12345678);
	CHECK(read_cr2() == 0x12345678);
	write_cr3(0x00345000);
	CHECK(read_cr3() == 0x00345000);
	write_cr4(CR4_PGE | CR4_PSE);
	CHECK(read_cr4() == (CR4_PGE | CR4_PSE));
	/* Kept from programs, TSC is read by the kernel all the same. */
	write_cr4(CR4_PGE | CR4_PSE | CR4_TSD);
	CHECK(read_cr4() == (CR4_PGE | CR4_PSE | CR4_TSD));
	asm volatile("rdtsc" : "=a" (low), "=d" (high));
	asm volatile("rdtsc" : "=a" (low2), "=d" (high2));
	CHECK(high2 > high || (high2 == high && low2 > low));
	write_cr4(CR4_PGE | CR4_PSE);
	/* What the host cannot back: SMEP, SMAP, OSXSAVE, VMXE, FSGSBASE. */
	CHECK(TRAPS("mov %0, %%cr4", : : "r" (1 << 20)) == 1);
	CHECK(TRAPPED(GP, 0));
	CHECK(TRAPS("mov %0, %%cr4", : : "r" (1 << 21)) == 1);
	CHECK(TRAPS("mov %0, %%cr4", : : "r" (1 << 18)) == 1);
	CHECK(TRAPS("mov %0, %%cr4", : : "r" (1 << 13)) == 1);
	CHECK(TRAPS("mov %0, %%cr4", : : "r" (1 << 16)) == 1);
	CHECK(read_cr4() == (CR4_PGE | CR4_PSE));
	/* Every general register, by one that the compiler does not use. */
	asm volatile("push %%ebp; mov %%cr3, %%ebp; mov %%ebp, %0; pop %%ebp"
		     : "=&a" (cr0));
	CHECK(cr0 == 0x00345000);
}
