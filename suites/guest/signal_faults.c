// SPDX-License-Identifier: GPL-2.0
/* Faults become signals that tell the address and the kind. */
#include "check.h"

#include <fcntl.h>
#include <sys/mman.h>

static void do_read(void *p)
{
	(void)*(volatile char *)p;
}

static void do_write(void *p)
{
	*(volatile char *)p = 1;
}

static void do_jump(void *p)
{
	((void (*)(void))p)();
}

static void do_divide(void *arg)
{
	(void)arg;
	asm volatile("xor %%edx, %%edx\n"
		     "mov $1, %%eax\n"
		     "xor %%ecx, %%ecx\n"
		     "divl %%ecx" : : : "eax", "ecx", "edx");
}

static void do_illegal(void *arg)
{
	(void)arg;
	asm volatile("ud2");
}

static void expect(void (*fn)(void *), void *arg, int sig, int code,
		   uintptr_t addr)
{
	struct fault f;

	CHECK_EQ(fault_catch(&f, fn, arg), sig);
	CHECK_EQ(f.code, code);
	CHECK_EQ(f.addr, addr);
}

static void check_kernel_addresses(void)
{
	uintptr_t kernel = kernel_start(), a;
	struct fault f;

	if (!kernel)
		return;
	/* the first page, one in the middle, and the hypervisor's last 4 MiB */
	for (a = kernel; a >= kernel; a += 0x03ff1000) {
		CHECK_EQ(fault_catch(&f, do_read, (void *)a), SIGSEGV);
		CHECK_EQ(f.addr, a);
		CHECK_EQ(fault_catch(&f, do_write, (void *)a), SIGSEGV);
		CHECK_EQ(fault_catch(&f, do_jump, (void *)a), SIGSEGV);
	}
	for (a = 0xffc00000; a; a += PAGE) {
		CHECK_EQ(fault_catch(&f, do_read, (void *)a), SIGSEGV);
		CHECK_EQ(fault_catch(&f, do_write, (void *)a), SIGSEGV);
	}
}

void test_signal_faults(void)
{
	char *p = private_memory(4 * PAGE), *q;
	struct fault f;
	int fd, i;

	for (i = 0; i < 20; i++)
		expect(do_read, (void *)0x123, SIGSEGV, SEGV_MAPERR, 0x123);
	expect(do_write, (void *)0x456, SIGSEGV, SEGV_MAPERR, 0x456);
	expect(do_jump, (void *)0x789, SIGSEGV, SEGV_MAPERR, 0x789);
	SYS(mprotect(p + PAGE, PAGE, PROT_READ));
	SYS(mprotect(p + 2 * PAGE, PAGE, PROT_NONE));
	SYS(munmap(p + 3 * PAGE, PAGE));
	do_read(p + PAGE);
	expect(do_write, p + PAGE + 7, SIGSEGV, SEGV_ACCERR,
	       (uintptr_t)p + PAGE + 7);
	expect(do_read, p + 2 * PAGE + 9, SIGSEGV, SEGV_ACCERR,
	       (uintptr_t)p + 2 * PAGE + 9);
	expect(do_read, p + 3 * PAGE, SIGSEGV, SEGV_MAPERR,
	       (uintptr_t)p + 3 * PAGE);

	CHECK_EQ(fault_catch(&f, do_divide, NULL), SIGFPE);
	CHECK_EQ(f.code, FPE_INTDIV);
	CHECK_EQ(f.addr, f.ip);
	CHECK_EQ(fault_catch(&f, do_illegal, NULL), SIGILL);
	CHECK_EQ(f.addr, f.ip);

	fd = SYS(open("short", O_RDWR | O_CREAT, 0600));
	SYS(ftruncate(fd, PAGE));
	q = SYS(mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, fd, 0));
	do_read(q);
	expect(do_read, q + PAGE, SIGBUS, BUS_ADRERR, (uintptr_t)q + PAGE);
	check_kernel_addresses();
}
