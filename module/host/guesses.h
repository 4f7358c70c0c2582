/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a CPU guesses and keeps, and a guest could learn from or have trained:
 * the switchers' part against it.
 *
 * The kernel decides which of this a CPU needs, by its features. Nothing is used
 * here that it exports, since newer kernels export such things to KVM alone.
 */
#ifndef MODULE_HOST_GUESSES_H
#define MODULE_HOST_GUESSES_H

#include <asm/cpufeatures.h>

#ifdef X86_FEATURE_CLEAR_CPU_BUF
#define FEATURE_CLEAR_BUFFERS	X86_FEATURE_CLEAR_CPU_BUF
#else	/* the kernel decides by other means: wherever it does anything */
#define FEATURE_CLEAR_BUFFERS	X86_FEATURE_MD_CLEAR
#endif

#ifdef X86_FEATURE_USE_IBPB
#define FEATURE_FORGET		X86_FEATURE_USE_IBPB
#else
#define FEATURE_FORGET		X86_FEATURE_IBPB
#endif

#ifdef __ASSEMBLER__
/*
 * The last thing before a guest: data of the host's in the CPU's buffers is
 * overwritten (MDS and its family). MEMORY holds a selector. Changes ZF.
 */
.macro CLEAR_BUFFERS memory:vararg
	ALTERNATIVE "", __stringify(verw \memory), FEATURE_CLEAR_BUFFERS
.endm
#else
#include <asm/cpufeature.h>
#include <asm/msr-index.h>

/* Before a guest that is not the one before: where its branches led. */
static inline void forget_guesses(void)
{
	if (boot_cpu_has(FEATURE_FORGET))
		asm volatile("wrmsr" : : "c" (MSR_IA32_PRED_CMD),
			     "a" ((u32)PRED_CMD_IBPB), "d" (0) : "memory");
}
#endif /* __ASSEMBLER__ */
#endif /* MODULE_HOST_GUESSES_H */
