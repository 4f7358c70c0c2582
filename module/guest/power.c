// SPDX-License-Identifier: GPL-2.0
/*
 * Guest 110: The end
 *
 * For a harness that runs kernels to see them crash, dying is a feature.
 *
 * The end of a guest: power-off, restart, and a panic, which the host is told
 * with its text, so that nobody has to wait for a guest that is dead.
 */
#include <linux/console.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/notifier.h>
#include <linux/pm.h>
#include <linux/reboot.h>
#include <linux/string.h>
#include <asm/reboot.h>
#include "compat.h"
#include "guest.h"

/* Aligned, so that it does not cross a page. */
static char last_words[LGUEST_TEXT_LEN] __aligned(LGUEST_TEXT_LEN);

/* Does not return: the host does not run this guest again. */
static void lguest_shutdown(u32 how, const char *text)
{
	local_irq_disable();
	strscpy(last_words, text, sizeof(last_words));
	lguest_call(LHCALL_SHUTDOWN, __pa(last_words), how, 0);
	for (;;)
		cpu_relax();
}

static void lguest_power_off(void)
{
	lguest_shutdown(LGUEST_SHUTDOWN_POWEROFF, "powered off");
}

static void lguest_halt(void)
{
	lguest_shutdown(LGUEST_SHUTDOWN_POWEROFF, "halted");
}

static void lguest_restart(char *command)
{
	lguest_shutdown(LGUEST_SHUTDOWN_RESTART, command ? command : "restart");
}

static void lguest_emergency_restart(void)
{
	lguest_shutdown(LGUEST_SHUTDOWN_RESTART, "emergency restart");
}

static int lguest_panic(struct notifier_block *nb, unsigned long unused,
			void *text)
{
	console_flush_on_panic(CONSOLE_FLUSH_PENDING);
	lguest_shutdown(LGUEST_SHUTDOWN_CRASH, text);
	return NOTIFY_DONE;
}

/* Before any other: none of them is of use once the host knows. */
static struct notifier_block lguest_panic_notifier = {
	.notifier_call	= lguest_panic,
	.priority	= INT_MAX,
};

void __init lguest_power_setup(void)
{
	atomic_notifier_chain_register(&panic_notifier_list,
				       &lguest_panic_notifier);
	pm_power_off = lguest_power_off;
	machine_ops.power_off = lguest_power_off;
	machine_ops.halt = lguest_halt;
	machine_ops.restart = lguest_restart;
	machine_ops.emergency_restart = lguest_emergency_restart;
}
