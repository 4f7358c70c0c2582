// SPDX-License-Identifier: GPL-2.0
/* set_thread_area: descriptors of a thread's own, reloaded at each switch. */
#include "check.h"

#include <asm/ldt.h>
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>

#define ROUNDS	300

static int entry = -1;

static struct user_desc describe(int number, void *base)
{
	struct user_desc d;

	memset(&d, 0, sizeof(d));
	d.entry_number = number;
	d.base_addr = (uintptr_t)base;
	d.limit = 0xfffff;
	d.limit_in_pages = 1;
	d.seg_32bit = 1;
	d.useable = 1;
	return d;
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

static void *body(void *arg)
{
	uint32_t value = (uintptr_t)arg;
	struct user_desc d = describe(entry, &value), got;
	int i;

	SYS(syscall(SYS_set_thread_area, &d));
	load_fs((void *)(entry * 8 + 3));
	for (i = 0; i < ROUNDS; i++) {
		CHECK_EQ(read_fs(), value);
		if (i % 3 == 0)
			value += 10;
		sched_yield();
	}
	memset(&got, 0, sizeof(got));
	got.entry_number = entry;
	SYS(syscall(SYS_get_thread_area, &got));
	CHECK_EQ(got.base_addr, (uintptr_t)&value);
	CHECK_EQ(got.limit, 0xfffff);
	CHECK_EQ(got.seg_not_present, 0);
	return NULL;
}

void test_tls_segments(void)
{
	static uint32_t first = 77;
	struct user_desc d = describe(-1, &first);
	pthread_t t[4];
	uintptr_t i;
	pid_t pid;

	SYS(syscall(SYS_set_thread_area, &d));
	entry = d.entry_number;
	load_fs((void *)(entry * 8 + 3));
	CHECK_EQ(read_fs(), 77);
	for (i = 0; i < 4; i++)
		CHECK_EQ(pthread_create(&t[i], NULL, body,
					(void *)(i * 100000)), 0);
	for (i = 0; i < 100; i++) {
		CHECK_EQ(read_fs(), 77);
		sched_yield();
	}
	for (i = 0; i < 4; i++)
		CHECK_EQ(pthread_join(t[i], NULL), 0);
	CHECK_EQ(read_fs(), 77);

	pid = SYS(fork());		/* a child inherits descriptor and fs */
	if (!pid) {
		first = 78;
		_exit(read_fs() == 78 ? 0 : 1);
	}
	child_exits(pid, 0);
	CHECK_EQ(read_fs(), 77);

	/* an emptied descriptor cannot be loaded */
	load_fs(0);
	memset(&d, 0, sizeof(d));
	d.entry_number = entry;
	d.read_exec_only = 1;
	d.seg_not_present = 1;
	SYS(syscall(SYS_set_thread_area, &d));
	CHECK_EQ(fault_catch(NULL, load_fs, (void *)(entry * 8 + 3)), SIGSEGV);
	d.entry_number = 100;
	FAILS(syscall(SYS_set_thread_area, &d), EINVAL);
}
