// SPDX-License-Identifier: GPL-2.0
/* Shared by the fpu_ tests; see fpu.h. */
#include "fpu.h"

#include <cpuid.h>

void fpu_values(struct fpu *f, uint32_t seed)
{
	int i;

	for (i = 0; i < 8; i++)
		f->x87[i] = (double)seed * 1000 + i + 0.5;
	pattern_fill(f->xmm, sizeof(f->xmm), seed);
	f->control = seed & 1 ? 0x37f : 0xf7f;	/* nearest, or towards zero */
	f->mxcsr = seed & 2 ? 0x1f80 : 0x7f80;
}

int fpu_has_sse(void)
{
	uint32_t a, b, c, d;

	__cpuid(1, a, b, c, d);
	return !!(d & 1 << 26);		/* SSE2 */
}

void fpu_load(const struct fpu *f)
{
	int i;

	asm volatile("fninit\n fldcw %0" : : "m"(f->control));
	for (i = 7; i >= 0; i--)
		asm volatile("fldl %0" : : "m"(f->x87[i]));
	if (!fpu_has_sse())
		return;
	asm volatile("ldmxcsr %0" : : "m"(f->mxcsr));
	asm volatile("movups 0(%0), %%xmm0\n"
		     "movups 16(%0), %%xmm1\n"
		     "movups 32(%0), %%xmm2\n"
		     "movups 48(%0), %%xmm3\n"
		     "movups 64(%0), %%xmm4\n"
		     "movups 80(%0), %%xmm5\n"
		     "movups 96(%0), %%xmm6\n"
		     "movups 112(%0), %%xmm7\n" : : "r"(f->xmm) : "memory");
}

void fpu_store(struct fpu *f)
{
	int i;

	asm volatile("fnstcw %0" : "=m"(f->control));
	if (fpu_has_sse()) {
		asm volatile("stmxcsr %0" : "=m"(f->mxcsr));
		asm volatile("movups %%xmm0, 0(%0)\n"
			     "movups %%xmm1, 16(%0)\n"
			     "movups %%xmm2, 32(%0)\n"
			     "movups %%xmm3, 48(%0)\n"
			     "movups %%xmm4, 64(%0)\n"
			     "movups %%xmm5, 80(%0)\n"
			     "movups %%xmm6, 96(%0)\n"
			     "movups %%xmm7, 112(%0)\n" : : "r"(f->xmm) :
			     "memory");
		/* back to what compiled code expects */
		asm volatile("ldmxcsr %0" : : "m"((uint32_t){ 0x1f80 }));
	}
	for (i = 0; i < 8; i++)
		asm volatile("fstpl %0" : "=m"(f->x87[i]));
	asm volatile("fninit");
}

void fpu_same(const struct fpu *got, const struct fpu *want)
{
	int i;

	for (i = 0; i < 8; i++)
		if (memcmp(&got->x87[i], &want->x87[i], sizeof(double)))
			check_failed(__FILE__, __LINE__,
				     "x87 register %d has changed", i);
	CHECK_EQ(got->control, want->control);
	if (!fpu_has_sse())
		return;
	for (i = 0; i < 8; i++)
		if (memcmp(&got->xmm[i * 4], &want->xmm[i * 4], 16))
			check_failed(__FILE__, __LINE__,
				     "xmm%d has changed", i);
	CHECK_EQ(got->mxcsr, want->mxcsr);
}
