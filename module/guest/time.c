// SPDX-License-Identifier: GPL-2.0
/*
 * Guest 100: Time
 *
 * Time: a one-shot clock event (line 0) and the wall clock, both hypercalls.
 * The clock is the TSC where the host says that it can be trusted; without
 * that, the host's monotonic clock, which is always there to be chosen.
 */
#include <linux/clockchips.h>
#include <linux/clocksource.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/time.h>
#include <asm/cpufeature.h>
#include <asm/tsc.h>
#include <asm/x86_init.h>
#include "compat.h"
#include "guest.h"

#define MIN_DELTA_NS	1000
#define MAX_DELTA_NS	0x7fffffff

static noinstr u64 lguest_clock(void)
{
	u64 now;

	asm volatile("int %[trap]"
		     : "=A" (now)
		     : "a" (LHCALL_GET_CLOCK), [trap] "i" (LGUEST_TRAP_ENTRY));
	return now;
}

static u64 lguest_clocksource_read(struct clocksource *cs)
{
	return lguest_clock();
}

/* Above jiffies, below the TSC. */
static struct clocksource lguest_clocksource = {
	.name	= "lguest",
	.rating	= 150,
	.read	= lguest_clocksource_read,
	.mask	= CLOCKSOURCE_MASK(64),
	.flags	= CLOCK_SOURCE_IS_CONTINUOUS,
};

static int lguest_event_next(unsigned long delta,
			     struct clock_event_device *event)
{
	lguest_call(LHCALL_SET_CLOCKEVENT, delta, 0, 0);
	return 0;
}

static int lguest_event_stop(struct clock_event_device *event)
{
	lguest_call(LHCALL_SET_CLOCKEVENT, 0, 0, 0);
	return 0;
}

static struct clock_event_device lguest_event = {
	.name				= "lguest",
	.features			= CLOCK_EVT_FEAT_ONESHOT,
	.rating				= 400,
	.irq				= LGUEST_IRQ_TIMER,
	.set_next_event			= lguest_event_next,
	.set_state_shutdown		= lguest_event_stop,
	.set_state_oneshot_stopped	= lguest_event_stop,
};

static irqreturn_t lguest_timer_irq(int irq, void *unused)
{
	lguest_event.event_handler(&lguest_event);
	return IRQ_HANDLED;
}

static void __init lguest_timer_init(void)
{
	clocksource_register_hz(&lguest_clocksource, NSEC_PER_SEC);
	lguest_event.cpumask = cpumask_of(0);
	if (request_irq(LGUEST_IRQ_TIMER, lguest_timer_irq,
			IRQF_TIMER | IRQF_NOBALANCING, "timer", NULL))
		panic("lguest: the timer interrupt cannot be had");
	clockevents_config_and_register(&lguest_event, NSEC_PER_SEC,
					MIN_DELTA_NS, MAX_DELTA_NS);
}

static unsigned long lguest_tsc_khz(void)
{
	return lguest_data.tsc_khz;
}

static void lguest_get_wallclock(struct timespec64 *now)
{
	now->tv_sec = lguest_call(LHCALL_GET_WALLCLOCK, 0, 0, 0);
	now->tv_nsec = 0;
}

static int lguest_set_wallclock(const struct timespec64 *now)
{
	return -ENODEV;
}

void __init lguest_time_setup(void)
{
	x86_init.timers.timer_init = lguest_timer_init;
	x86_init.timers.wallclock_init = x86_init_noop;
	x86_init.timers.setup_percpu_clockev = x86_init_noop;
	x86_platform.get_wallclock = lguest_get_wallclock;
	x86_platform.set_wallclock = lguest_set_wallclock;
	if (lguest_data.tsc_khz) {
		x86_platform.calibrate_tsc = lguest_tsc_khz;
		x86_platform.calibrate_cpu = lguest_tsc_khz;
		setup_force_cpu_cap(X86_FEATURE_CONSTANT_TSC);
		setup_force_cpu_cap(X86_FEATURE_TSC_KNOWN_FREQ);
		setup_force_cpu_cap(X86_FEATURE_TSC_RELIABLE);
	} else {
		setup_clear_cpu_cap(X86_FEATURE_TSC);
		lg_set_sched_clock(lguest_clock);
	}
}
