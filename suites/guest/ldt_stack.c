// SPDX-License-Identifier: GPL-2.0
/*
 * A stack segment from the process's own descriptor table, 32-bit and 16-bit:
 * the kernel must leave and enter through it.
 */
#include "check.h"

#include <asm/ldt.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#define ROUNDS	2000

static int set_stack(int number, uint32_t base, int big)
{
	struct user_desc d;

	memset(&d, 0, sizeof(d));
	d.entry_number = number;
	d.base_addr = base;
	d.limit = big ? 0xfffff : 0xffff;
	d.limit_in_pages = big;
	d.seg_32bit = big;
	return syscall(SYS_modify_ldt, 0x11, &d, sizeof(d));
}

/*
 * Make ROUNDS system calls and some more spinning on the other stack; how many
 * came back with the low half of the stack pointer as it was.
 */
static int run_on(uint16_t ss, uint32_t esp)
{
	int good;

	asm volatile("push %%ebp\n"
		     "mov %%esp, %%ebp\n"	/* ebp is not the other stack's */
		     "mov %%ss, %%esi\n"
		     "xor %%edi, %%edi\n"
		     "mov %[rounds], %%ecx\n"
		     "mov %[ss], %%ss\n"
		     "mov %[esp], %%esp\n"
		     "1: mov %[call], %%eax\n"
		     "int $0x80\n"
		     "mov %%esp, %%eax\n"
		     "cmp %w[esp], %%ax\n"
		     "jne 2f\n"
		     "inc %%edi\n"
		     "2: dec %%ecx\n"
		     "jnz 1b\n"
		     "mov %%esi, %%ss\n"
		     "mov %%ebp, %%esp\n"
		     "pop %%ebp\n"
		     : "=&D"(good)
		     : [ss] "d"((uint32_t)ss), [esp] "b"(esp),
		       [rounds] "i"(ROUNDS), [call] "i"(SYS_getppid)
		     : "eax", "ecx", "esi", "memory", "cc");
	return good;
}

static void big_stack(void *arg)
{
	char *stack = private_memory(16 * PAGE);

	(void)arg;
	SYS(set_stack(1, 0, 1));
	CHECK_EQ(run_on(1 * 8 + 7, (uintptr_t)stack + 8 * PAGE), ROUNDS);
}

static void small_stack(void *arg)
{
	char *stack = private_memory(16 * PAGE);

	(void)arg;
	if (set_stack(1, (uintptr_t)stack, 0) && errno == EINVAL)
		_exit(EXIT_SKIP);
	CHECK_EQ(run_on(1 * 8 + 7, 0x8000), ROUNDS);
}

#define HIGH_ROUNDS	200000

/* In a guest nothing of its kernel is up there: that is the hypervisor's. */
#define TOP_OF_KERNEL	0xffc0

/*
 * The upper half of esp after system calls and, as there are many rounds,
 * interrupts: what was there, or a piece of an address of the hypervisor's that
 * is the same in all guests; never one of the kernel's stack.
 */
static void small_stack_leaks(void *arg)
{
	char *stack = private_memory(16 * PAGE);
	uint32_t high;
	int i;

	(void)arg;
	if (set_stack(1, (uintptr_t)stack, 0) && errno == EINVAL)
		_exit(EXIT_SKIP);
	for (i = 0; i < HIGH_ROUNDS; i++) {
		asm volatile("push %%ebp\n"
			     "mov %%esp, %%ebp\n"
			     "mov %%ss, %%esi\n"
			     "mov %[ss], %%ss\n"
			     "mov $0x12348000, %%esp\n"
			     "test $15, %%ecx\n"
			     "jnz 1f\n"
			     "mov %[call], %%eax\n"
			     "int $0x80\n"
			     "1: mov %%esp, %%edi\n"
			     "mov %%esi, %%ss\n"
			     "mov %%ebp, %%esp\n"
			     "pop %%ebp\n"
			     : "=&D"(high)
			     : [ss] "d"(1 * 8 + 7), "c"(i),
			       [call] "i"(SYS_getppid)
			     : "eax", "esi", "memory", "cc");
		CHECK_EQ(high & 0xffff, 0x8000);
		high >>= 16;
		if (high != 0x1234 && high < TOP_OF_KERNEL)
			check_failed(__FILE__, __LINE__,
				     "upper half of esp is %#x", high);
	}
}

static void on_small(void (*fn)(void *))
{
	int status = child_wait(child_start(fn, NULL));

	if (status && status != EXIT_SKIP << 8)
		check_failed(__FILE__, __LINE__,
			     "16-bit stack: wait status %#x", status);
}

void test_ldt_stack(void)
{
	pid_t pids[3];
	int i;

	if (set_stack(1, 0, 1) && errno == ENOSYS)
		skip("the kernel has no modify_ldt");
	for (i = 0; i < 3; i++)
		pids[i] = child_start(big_stack, NULL);
	for (i = 0; i < 3; i++)
		child_exits(pids[i], 0);
	on_small(small_stack);
	on_small(small_stack_leaks);
}
