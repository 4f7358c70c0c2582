/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the newest kernels have and older ones do not, made of what those have.
 * The rest of the module is written for the newest.
 */
#ifndef MODULE_HOST_OLDER_H
#define MODULE_HOST_OLDER_H

#include <linux/hrtimer.h>
#include <linux/version.h>
#include <asm/processor.h>
#ifdef __has_include	/* sparse has no such thing, and wants none of it */
#if __has_include(<asm/cpuid/api.h>)
#include <asm/cpuid/api.h>
#endif
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
static inline void
hrtimer_setup(struct hrtimer *timer,
	      enum hrtimer_restart (*function)(struct hrtimer *timer),
	      clockid_t clock, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock, mode);
	timer->function = function;
}
#endif

#endif /* MODULE_HOST_OLDER_H */
