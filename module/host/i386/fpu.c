// SPDX-License-Identifier: GPL-2.0
/*
 * Host 282: Whose floating point
 *
 * A guest computes with the CPU's own registers, and so does its launcher. KVM
 * has the same problem, so the kernel knows how to exchange them. Ours are
 * exchanged like KVM's: the guest's are in the CPU from the start of the
 * launcher's read() to its end.
 */
#include <asm/fpu/api.h>
#include "../lg.h"

int fpu_init(struct lguest *lg)
{
	return fpu_alloc_guest_fpstate(&lg->fpu.guest) ? 0 : -ENOMEM;
}

void fpu_free(struct lguest *lg)
{
	if (lg->fpu.guest.fpstate)
		fpu_free_guest_fpstate(&lg->fpu.guest);
	lg->fpu.guest.fpstate = NULL;
}

void fpu_begin(struct lguest *lg)
{
	fpu_swap_kvm_fpstate(&lg->fpu.guest, true);
}

void fpu_end(struct lguest *lg)
{
	fpu_swap_kvm_fpstate(&lg->fpu.guest, false);
}
