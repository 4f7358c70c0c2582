// SPDX-License-Identifier: GPL-2.0
/*
 * What a guest cannot have: the kernel must say so, in the way that programs
 * know, and nothing must come of trying.
 */
#include "check.h"

#include <asm/ldt.h>
#include <sys/syscall.h>
#include <ucontext.h>

#define FLAG_VM	0x20000

/* Virtual 8086 mode: no system call for it. */
static void vm86(void)
{
	static char state[256];

	FAILS(syscall(SYS_vm86old, state), ENOSYS);
	FAILS(syscall(SYS_vm86, 0, NULL), ENOSYS);	/* is it there? */
	FAILS(syscall(SYS_vm86, 1, state), ENOSYS);
}

static void set_vm(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	(void)info;
	uc->uc_mcontext.gregs[REG_EFL] |= FLAG_VM;
}

/* Nor a way around by the flags that a handler returns to, or by popf. */
static void vm86_flag(void)
{
	uint32_t flags;

	handle(SIGUSR1, set_vm, 0);
	raise(SIGUSR1);
	asm volatile("pushf\n"
		     "orl %1, (%%esp)\n"
		     "popf\n"
		     "pushf\n"
		     "pop %0" : "=r"(flags) : "i"(FLAG_VM) : "memory", "cc");
	CHECK_EQ(flags & FLAG_VM, 0);
}

/* 16-bit segments are for the LDT alone. */
static void small_segments(void)
{
	struct user_desc d = {
		.base_addr = 0x10000, .limit = 0xffff, .entry_number = -1,
	};

	FAILS(syscall(SYS_set_thread_area, &d), EINVAL);
	d.seg_32bit = 1;
	SYS(syscall(SYS_set_thread_area, &d));
}

void test_refused(void)
{
	if (!in_guest())
		skip("this machine can do it");
	vm86();
	vm86_flag();
	small_segments();
}
