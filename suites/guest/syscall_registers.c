// SPDX-License-Identifier: GPL-2.0
/* int 0x80 gives every register back but eax, and knows what it has not. */
#include "check.h"

#include <sys/syscall.h>

struct regs {
	uint32_t a, b, c, d, si, di, bp, flags;
};

static void enter(struct regs *r)
{
	asm volatile("push %%ebp\n"
		     "push %%ebx\n"
		     "push %0\n"
		     "mov 4(%0), %%ebx\n"
		     "mov 8(%0), %%ecx\n"
		     "mov 12(%0), %%edx\n"
		     "mov 16(%0), %%esi\n"
		     "mov 24(%0), %%ebp\n"
		     "push 28(%0)\n"
		     "push (%0)\n"
		     "mov 20(%0), %%edi\n"
		     "pop %%eax\n"
		     "popf\n"
		     "int $0x80\n"
		     "pushf\n"
		     "cld\n"
		     "push %%eax\n"
		     "mov 8(%%esp), %%eax\n"
		     "mov %%ebx, 4(%%eax)\n"
		     "mov %%ecx, 8(%%eax)\n"
		     "mov %%edx, 12(%%eax)\n"
		     "mov %%esi, 16(%%eax)\n"
		     "mov %%edi, 20(%%eax)\n"
		     "mov %%ebp, 24(%%eax)\n"
		     "pop (%%eax)\n"
		     "pop 28(%%eax)\n"
		     "pop %%eax\n"
		     "pop %%ebx\n"
		     "pop %%ebp\n"
		     : : "D"(r) : "eax", "ecx", "edx", "esi", "memory", "cc");
}

/* Carry, parity, zero, sign, direction, overflow; IF must read as set. */
#define FLAGS	(0x1 | 0x4 | 0x40 | 0x80 | 0x400 | 0x800)
#define FIXED	(0x2 | 0x200)

static void try(uint32_t number, uint32_t result, uint32_t flags)
{
	struct regs r = { number, 0xb1b2b3b4, 0xc1c2c3c4, 0xd1d2d3d4,
			  0x51525354, 0xd1d1d1d1, 0xbbbb0000, flags };

	enter(&r);
	CHECK_EQ(r.a, result);
	CHECK_EQ(r.b, 0xb1b2b3b4);
	CHECK_EQ(r.c, 0xc1c2c3c4);
	CHECK_EQ(r.d, 0xd1d2d3d4);
	CHECK_EQ(r.si, 0x51525354);
	CHECK_EQ(r.di, 0xd1d1d1d1);
	CHECK_EQ(r.bp, 0xbbbb0000);
	CHECK_EQ(r.flags, flags | FIXED);
}

void test_syscall_registers(void)
{
	int i;

	for (i = 0; i < 100; i++) {
		try(SYS_getpid, getpid(), FLAGS);
		try(SYS_getpid, getpid(), 0);
		try(5000, -ENOSYS, 0x1 | 0x400);
		try(0xffffffff, -ENOSYS, 0x800);
		try(0x80000000, -ENOSYS, 0);
	}
}
