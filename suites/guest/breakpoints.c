// SPDX-License-Identifier: GPL-2.0
/* int3, single stepping by flag, and the other traps a user may cause. */
#include "check.h"

#include <ucontext.h>

static volatile int traps;
static volatile uintptr_t last_ip;

static void on_trap(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	(void)info;
	traps++;
	last_ip = uc->uc_mcontext.gregs[REG_EIP];
}

static void do_into(void *arg)
{
	(void)arg;
	asm volatile("mov $0x7fffffff, %%eax\n"
		     "add $1, %%eax\n"
		     "into" : : : "eax", "cc");
}

static void do_bound(void *arg)
{
	static int limits[2] = { 0, 5 };

	(void)arg;
	asm volatile("bound %0, %1" : : "r"(9), "m"(limits));
}

void test_breakpoints(void)
{
	extern char after_int3[];
	int i;

	handle(SIGTRAP, on_trap, 0);
	for (i = 0; i < 50; i++) {
		asm volatile("int3\n"
			     ".globl after_int3\n"
			     "after_int3:");
		CHECK_EQ(traps, i + 1);
		CHECK_EQ(last_ip, (uintptr_t)after_int3);
	}
	/* TF set by popf: a trap after each of the following instructions, */
	/* the last popf that clears it included */
	for (i = 0; i < 10; i++) {
		traps = 0;
		asm volatile("pushf\n"
			     "orl $0x100, (%%esp)\n"
			     "popf\n"
			     "nop\n"
			     "nop\n"
			     "nop\n"
			     "pushf\n"
			     "andl $~0x100, (%%esp)\n"
			     "popf\n" : : : "memory", "cc");
		CHECK_EQ(traps, 6);
	}
	CHECK_EQ(fault_catch(NULL, do_into, NULL), SIGSEGV);
	CHECK_EQ(fault_catch(NULL, do_bound, NULL), SIGSEGV);
}
