// SPDX-License-Identifier: GPL-2.0
/* modify_ldt: a process's own descriptor table, switched with the process. */
#include "check.h"

#include <asm/ldt.h>
#include <sched.h>
#include <sys/syscall.h>

#define ROUNDS	200

static int set_ldt(int number, void *base, int present)
{
	struct user_desc d;

	memset(&d, 0, sizeof(d));
	d.entry_number = number;
	d.base_addr = (uintptr_t)base;
	d.limit = 0xfffff;
	d.limit_in_pages = 1;
	d.seg_32bit = 1;
	d.seg_not_present = !present;
	return syscall(SYS_modify_ldt, 0x11, &d, sizeof(d));
}

static uint32_t read_fs(void)
{
	uint32_t v;

	asm volatile("mov %%fs:0, %0" : "=r"(v));
	return v;
}

static void load_fs(void *selector)
{
	asm volatile("mov %0, %%fs" : : "r"((uint16_t)(uintptr_t)selector));
}

#define LDT(n)	((void *)((n) * 8 + 7))

static void own_ldt(void *arg)
{
	uint32_t value = (uintptr_t)arg;
	int i;

	SYS(set_ldt(3, &value, 1));
	load_fs(LDT(3));
	for (i = 0; i < ROUNDS; i++) {
		CHECK_EQ(read_fs(), value);
		value++;
		sched_yield();
	}
}

void test_ldt_segments(void)
{
	static uint32_t word = 55, other = 66;
	static char copy[8192];
	pid_t pids[4];
	uintptr_t i;

	if (set_ldt(3, &word, 1) && errno == ENOSYS)
		skip("the kernel has no modify_ldt");
	SYS(set_ldt(3, &word, 1));
	load_fs(LDT(3));
	CHECK_EQ(read_fs(), 55);
	for (i = 0; i < 4; i++)
		pids[i] = child_start(own_ldt, (void *)(i * 1000));
	for (i = 0; i < 50; i++) {
		CHECK_EQ(read_fs(), 55);
		sched_yield();
	}
	for (i = 0; i < 4; i++)
		child_exits(pids[i], 0);
	CHECK_EQ(read_fs(), 55);

	SYS(set_ldt(8000, &other, 1));		/* the table grows and moves */
	load_fs(LDT(8000));
	CHECK_EQ(read_fs(), 66);
	load_fs(LDT(3));
	CHECK_EQ(read_fs(), 55);
	CHECK(syscall(SYS_modify_ldt, 0, copy, sizeof(copy)) > 0);
	CHECK(copy[3 * 8 + 5] & 0x80);

	load_fs(0);
	SYS(set_ldt(3, &word, 0));
	CHECK(fault_catch(NULL, load_fs, LDT(3)) != 0);
	CHECK(fault_catch(NULL, load_fs, LDT(700)) != 0);
	FAILS(set_ldt(8192, &word, 1), EINVAL);
	load_fs(0);
}
