// SPDX-License-Identifier: GPL-2.0
/*
 * Unmasked floating-point exceptions become SIGFPE.  An emulated processor may
 * leave SSE ones out, but then says so: the flag is set and nothing happens.
 */
#include "fpu.h"

static void x87_divide(void *arg)
{
	uint16_t control = 0x37f & ~0x4;	/* divide by zero not masked */
	double one = 1, zero = 0;

	(void)arg;
	asm volatile("fninit\n"
		     "fldcw %0\n"
		     "fldl %1\n"
		     "fdivl %2\n"
		     "fwait\n"
		     "fstp %%st(0)" : : "m"(control), "m"(one), "m"(zero));
}

static void sse_divide(void *arg)
{
	uint32_t mxcsr = 0x1f80 & ~0x200;	/* divide by zero not masked */
	double one = 1, zero = 0;

	(void)arg;
	asm volatile("ldmxcsr %0\n"
		     "movsd %1, %%xmm0\n"
		     "divsd %2, %%xmm0" : : "m"(mxcsr), "m"(one), "m"(zero));
}

void test_fpu_faults(void)
{
	struct fault f;
	uint32_t mxcsr;
	int i;

	for (i = 0; i < 20; i++) {
		CHECK_EQ(fault_catch(&f, x87_divide, NULL), SIGFPE);
		CHECK_EQ(f.code, FPE_FLTDIV);
		asm volatile("fninit");
		if (!fpu_has_sse())
			continue;
		if (fault_catch(&f, sse_divide, NULL)) {
			CHECK_EQ(f.sig, SIGFPE);
			CHECK_EQ(f.code, FPE_FLTDIV);
		} else {
			asm volatile("stmxcsr %0" : "=m"(mxcsr));
			CHECK(mxcsr & 0x4);
		}
		asm volatile("ldmxcsr %0" : : "m"((uint32_t){ 0x1f80 }));
	}
}
