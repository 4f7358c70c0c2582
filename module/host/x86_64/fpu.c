// SPDX-License-Identifier: GPL-2.0
/*
 * Host 284+: Whose floating point, on x86_64
 *
 * Newer kernels let only KVM exchange them. But kernels compute, too, now and
 * then: they put the launcher's registers away first and return them when it
 * runs on. So the guest's registers are in the CPU only during a trip, in a
 * section in which the kernel itself may use them. What FXSAVE does not know,
 * AVX above all, is the launcher's and out of the guest's reach.
 */
#include <linux/slab.h>
#include <asm/fpu/api.h>
#include <asm/processor-flags.h>
#include "../lg.h"
#include "trip.h"

/* As after FNINIT and with all of SSE's exceptions masked. */
#define FCW_START	0x37f
#define MXCSR_START	0x1f80

int fpu_init(struct lguest *lg)
{
	struct fxregs_state *registers = kzalloc(sizeof(*registers),
						 GFP_KERNEL_ACCOUNT);

	if (!registers)
		return -ENOMEM;
	registers->cwd = FCW_START;
	registers->mxcsr = MXCSR_START;
	lg->fpu.registers = registers;
	return 0;
}

void fpu_free(struct lguest *lg)
{
	kfree(lg->fpu.registers);
	lg->fpu.registers = NULL;
}

void fpu_begin(struct lguest *lg)
{
}

void fpu_end(struct lguest *lg)
{
}

void fpu_load(struct lguest *lg)
{
	kernel_fpu_begin_mask(0);
	asm volatile("fxrstor %0" : : "m" (*lg->fpu.registers));
}

void fpu_save(struct lguest *lg)
{
	asm volatile("fxsave %0" : "=m" (*lg->fpu.registers));
	kernel_fpu_end();
}
