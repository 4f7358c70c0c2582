// SPDX-License-Identifier: GPL-2.0
/*
 * Drivers 45: What a guest has not
 *
 * A debugger asks the kernel for a hardware breakpoint, and the kernel writes an
 * address to a debug register. Ours would arrive at the host, which keeps the
 * value and never loads it: the breakpoint would be there, and never fire. A
 * feature that is missing should say so. The kernel has a way: it counts its
 * breakpoint slots, and refuses with ENOSPC when all are taken. So we take them
 * all at boot, and debuggers fall back to single steps.
 *
 * Hardware breakpoints: all slots are taken, so that each request is refused.
 */
#include <linux/cpu.h>
#include <linux/err.h>
#include <linux/hw_breakpoint.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/perf_event.h>
#include "guest.h"

static int __init lguest_watch_init(void)
{
	struct perf_event * __percpu *taken;
	struct perf_event_attr attr;
	unsigned int slot;

	hw_breakpoint_init(&attr);
	attr.bp_addr = (unsigned long)&lguest_data;
	attr.bp_len = HW_BREAKPOINT_LEN_4;
	attr.bp_type = HW_BREAKPOINT_W;
	attr.disabled = 1;
	for (slot = 0; slot < HBP_NUM; slot++) {
		taken = register_wide_hw_breakpoint(&attr, NULL, NULL);
		if (IS_ERR((void __force *)taken)) {
			pr_warn("lguest: hardware breakpoints cannot be refused (%ld)\n",
				PTR_ERR((void __force *)taken));
			break;
		}
	}
	return 0;
}
late_initcall(lguest_watch_init);
