// SPDX-License-Identifier: GPL-2.0
/*
 * Hardware breakpoints: a guest has none.  The host keeps the values of debug
 * registers and never loads them, so a watchpoint would be accepted and then
 * silently not watch.  Taking all slots makes the kernel refuse each request
 * with ENOSPC; debuggers then watch by single steps.
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
