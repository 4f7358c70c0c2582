// SPDX-License-Identifier: GPL-2.0
/*
 * Host 215: Breakpoints that are the guest's
 *
 * What the guest wrote to its debug registers, and how much of it the CPU gets.
 * SDM volume 3, 17.2.
 *
 * Debug registers hold linear addresses, whoever's they are, and work in every
 * ring. So with a guest's breakpoints in them the host must not execute an
 * instruction: its kernel has the same addresses as the guest's. DR7, which
 * turns them on, is therefore written by the switcher, as the last thing on the
 * way in and the first on the way out. What it does in between touches only its
 * own pages, and a breakpoint that lies there is not let in.
 */
#include <asm/cpufeature.h>
#include <asm/debugreg.h>
#include <asm/trapnr.h>
#include "lg.h"

#define BREAKPOINTS	4
#define TYPE_PORT	2	/* R/W of DR7: needs CR4.DE */
#define LENGTH_8	2	/* LEN of DR7: 64-bit CPUs only */
#define LENGTH_MAX	4
#define DR7_ENABLED	0xff	/* two bits for each */

#define DR7_OURS	(DR_LOCAL_SLOWDOWN | DR_GLOBAL_SLOWDOWN)
#define DR7_KEPT	0xffff07ff	/* without GD and the reserved ones */
#define DR7_ALWAYS	0x00000400
#define DR6_KEPT	(DR_TRAP_BITS | DR_STEP | DR_SWITCH)

static u32 enabled_bits(u32 i)
{
	return 3 << (i * DR_ENABLE_SIZE);
}

static u32 control_bits(u32 i)
{
	return 0xf << (DR_CONTROL_SHIFT + i * DR_CONTROL_SIZE);
}

/* Ports are emulated, so a breakpoint on one could only fire in the host. */
static bool can_have(const struct lguest *lg, u32 i)
{
	u32 control = lg->dr[7] >> (DR_CONTROL_SHIFT + i * DR_CONTROL_SIZE);

	return (lg->dr[7] & enabled_bits(i)) &&
	       (control & 3) != TYPE_PORT && (control >> 2 & 3) != LENGTH_8 &&
	       lg->dr[i] <= GUEST_TOP - LENGTH_MAX;
}

void debug_init(struct lguest *lg)
{
	lg->dr[6] = DR6_RESERVED;
	lg->dr[7] = DR7_ALWAYS;
}

/* 4 and 5 are 6 and 7, as without CR4.DE. */
void debug_access(struct lguest *lg, u32 number, u32 *value, bool write)
{
	lg_count(lg, DEBUG_REG);
	if (number == 4 || number == 5)
		number += 2;
	if (!write)
		*value = lg->dr[number];
	else if (number == 6)
		lg->dr[6] = (*value & DR6_KEPT) | DR6_RESERVED;
	else if (number == 7)
		lg->dr[7] = (*value & DR7_KEPT) | DR7_ALWAYS;
	else
		lg->dr[number] = *value;
}

/*
 * The host's breakpoints go and the guest's addresses come.  Answers what the
 * switcher is to put into DR7; 0: the guest has none.  Interrupts are off.
 */
u32 debug_enter(const struct lguest *lg, struct debug_host *host)
{
	u32 dr7 = 0, i;

	host->active = hw_breakpoint_active();
	if (host->active)
		set_debugreg(0, 7);
	if (!(lg->dr[7] & DR7_ENABLED))
		return 0;
	for (i = 0; i < BREAKPOINTS; i++) {
		if (host->active)
			get_debugreg(host->dr[i], i);
		if (!can_have(lg, i))
			continue;
		set_debugreg(lg->dr[i], i);
		dr7 |= lg->dr[7] & (enabled_bits(i) | control_bits(i));
	}
	return dr7 ? dr7 | (lg->dr[7] & DR7_OURS) | DR7_ALWAYS : 0;
}

/*
 * What of DR6 is the guest's after a debug trap: the CPU also notes addresses
 * that were met and are not enabled, and those may be anybody's.
 */
static void debug_store(struct lguest *lg, u32 dr6)
{
	u32 i;

	for (i = 0; i < BREAKPOINTS; i++)
		if (!can_have(lg, i))
			dr6 &= ~(DR_TRAP0 << i);
	lg->dr[6] = (dr6 & DR6_KEPT) | DR6_RESERVED;
}

/* Afterwards; of a guest's single steps and breakpoints the host sees nothing. */
void debug_leave(struct lguest *lg, const struct debug_host *host, u32 dr7)
{
	unsigned long dr6;
	u32 i;

	if (dr7 || lg->regs->trap == X86_TRAP_DB) {
		get_debugreg(dr6, 6);
		set_debugreg(DR6_RESERVED, 6);
		if (lg->regs->trap == X86_TRAP_DB)
			debug_store(lg, dr6);
	}
	if (!host->active)
		return;
	for (i = 0; dr7 && i < BREAKPOINTS; i++)
		set_debugreg(host->dr[i], i);
	set_debugreg(__this_cpu_read(cpu_dr7), 7);
}
