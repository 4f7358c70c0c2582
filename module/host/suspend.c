// SPDX-License-Identifier: GPL-2.0
/*
 * Host 290: Staying awake
 *
 * A guest has clocks and time limits of its own. If the machine slept, they
 * would all run out at once when it wakes up, and good tests would fail. So the
 * machine does not suspend as long as a guest lives, and the log says why.
 *
 * One file was left out. Everything so far ran on the host's stack with the
 * host's tables, and everything a guest does runs on others. In between are
 * less than a hundred instructions for which neither is quite true:
 * `make Switcher`.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/suspend.h>
#include "lg.h"

static atomic_t living = ATOMIC_INIT(0);

/* From when it is initialised until its file is closed. */
void suspend_guest_made(void)
{
	atomic_inc(&living);
}

void suspend_guest_freed(void)
{
	atomic_dec(&living);
}

static int prepare(struct notifier_block *block, unsigned long event,
		   void *unused)
{
	int guests = atomic_read(&living);

	if ((event != PM_SUSPEND_PREPARE && event != PM_HIBERNATION_PREPARE) ||
	    !guests)
		return NOTIFY_DONE;
	pr_info("not suspending: %d guests live; end them first\n", guests);
	return notifier_from_errno(-EBUSY);
}

static struct notifier_block suspend_notifier = {
	.notifier_call = prepare,
};

int suspend_init(void)
{
	return register_pm_notifier(&suspend_notifier);
}

void suspend_exit(void)
{
	unregister_pm_notifier(&suspend_notifier);
}
