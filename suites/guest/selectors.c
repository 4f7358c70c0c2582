// SPDX-License-Identifier: GPL-2.0
/*
 * Every selector of the global table, loaded in user mode: the kernel's and
 * the hypervisor's segments are out of reach, and none brings anything down.
 */
#include "check.h"

static void load_es(void *selector)
{
	asm volatile("push %%es\n"
		     "mov %0, %%es\n"
		     "pop %%es" : : "r"((uint32_t)(uintptr_t)selector));
}

static void read_es(void *arg)
{
	uint32_t *p = arg, v;

	asm volatile("push %%es\n"
		     "mov %1, %%es\n"
		     "mov %%es:(%2), %0\n"
		     "pop %%es" : "=&r"(v) : "r"(p[0]), "r"(p[1]));
}

static void far_call(void *selector)
{
	struct {
		uint32_t offset;
		uint16_t selector;
	} __attribute__((packed)) to = { kernel_start() + 0x100000,
					 (uintptr_t)selector };

	asm volatile("lcall *%0" : : "m"(to) : "memory");
}

static void iret_to(void *selector)
{
	asm volatile("pushf\n"
		     "push %0\n"
		     "push $1f\n"
		     "iret\n"
		     "1:" : : "r"((uint32_t)(uintptr_t)selector) : "memory");
}

static void load_access(uint32_t selector)
{
	uint32_t v = 0;

	asm volatile("lar %1, %0\n"
		     "lsl %1, %0\n"
		     "verr %w1\n"
		     "verw %w1" : "+r"(v) : "r"(selector) : "cc");
}

void test_selectors(void)
{
	uint16_t cs, ds;
	uint32_t sel, es[2];
	int loaded = 0;

	asm("mov %%cs, %0\n mov %%ds, %1" : "=r"(cs), "=r"(ds));
	for (sel = 0; sel < 0x110; sel++) {
		load_access(sel);
		if (sel & 4 || fault_catch(NULL, load_es, (void *)sel))
			continue;
		loaded++;
		/* a segment that can be loaded is no way around the pages */
		es[0] = sel;
		es[1] = kernel_start() + 0x100000;
		if (kernel_start())
			CHECK_EQ(fault_catch(NULL, read_es, es), SIGSEGV);
	}
	CHECK(loaded >= 5);		/* four null selectors and our own */
	for (sel = 8; sel < 0x110; sel++) {
		/* GDT selectors other than ours; 64-bit code is no target */
		if (sel & 4 || (sel & ~3U) == (cs & ~3U) || sel >> 3 == 4 ||
		    sel >> 3 == 6)
			continue;
		CHECK(fault_catch(NULL, far_call, (void *)sel) != 0);
		CHECK(fault_catch(NULL, iret_to, (void *)sel) != 0);
	}
	/* our own segments with another privilege in the selector */
	CHECK_EQ(fault_catch(NULL, iret_to, (void *)(cs & ~3U)), SIGSEGV);
	CHECK_EQ(fault_catch(NULL, iret_to, (void *)((cs & ~3U) | 1)), SIGSEGV);
	CHECK_EQ(fault_catch(NULL, iret_to, (void *)(uintptr_t)cs), 0);
	CHECK_EQ(fault_catch(NULL, load_es, (void *)(uintptr_t)ds), 0);
}
