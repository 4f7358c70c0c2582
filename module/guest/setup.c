// SPDX-License-Identifier: GPL-2.0
/*
 * Guest 70: Waking up
 *
 * The kernel was loaded and started as by any boot loader. At first it does
 * not know that it is a guest: its first instructions load a GDT, fill page
 * tables and turn paging on, each privileged one is emulated, and nothing of
 * this file has run yet. Then it wants to know what CPU this is.
 *
 * Turns the kernel into a guest, from the earliest hook that a kernel has
 * without a change in arch/x86: a cpu_dev for the vendor string of the host's
 * CPUID.  Its c_early_init runs in early_cpu_init(), with paging on and
 * before anything that a guest does otherwise: fixmap, memory map, consoles.
 *
 * The host is trusted.
 *
 * From there on it fills in function pointers that a kernel has for odd
 * machines anyway. This is the whole of the "paravirtualisation"; no source
 * file of the kernel was edited.
 */
#include <linux/export.h>
#include <linux/extable.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <asm/cpufeature.h>
#include <asm/extable.h>
#include <asm/i8259.h>
#include <asm/irq_vectors.h>
#include <asm/paravirt.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <asm/setup.h>
#include <asm/x86_init.h>
#include "../../arch/x86/kernel/cpu/cpu.h"
#include "compat.h"
#include "guest.h"

#undef pr_fmt
#define pr_fmt(fmt) "lguest: " fmt

/*
 * In .data, because the kernel's first instructions clear .bss and may not
 * reach it there; aligned, because it must not cross a page.
 */
struct lguest_data lguest_data __section(".data") __aligned(64) = {
	.blocked_interrupts = ~0U,
};
EXPORT_SYMBOL(lguest_data);
EXPORT_SYMBOL(lguest_iret);

/* Where the kernel wants a fault of its iret to be handled; see entry.S. */
unsigned long lguest_iret_error;

extern struct exception_table_entry __start___ex_table[];
extern struct exception_table_entry __stop___ex_table[];

/* The target of a jmp, or NULL if there is none at that place. */
static const u8 * __init jump_target(const u8 *insn)
{
	if (insn[0] == 0xe9)
		return insn + 5 + *(const s32 *)(insn + 1);
	if (insn[0] == 0xeb)
		return insn + 2 + (s8)insn[1];
	return NULL;
}

/*
 * Guest 80: A table that points to the wrong place
 *
 * When a program has ruined its own segment registers, the iret that goes back
 * to it faults, and the kernel has an entry for that very instruction in its
 * exception table. Afterburned, that instruction is a jump.
 *
 * The kernel's entry in the exception table for the iret to user space is now
 * one for a jump to lguest_iret, which does not fault: the iret of the stub
 * does in its place.
 */
static void __init find_iret_error(void)
{
	const struct exception_table_entry *e;

	for (e = __start___ex_table; e < __stop___ex_table; e++) {
		const u8 *insn = (const u8 *)&e->insn + e->insn;

		if (jump_target(insn) == (const u8 *)lguest_iret)
			lguest_iret_error = (unsigned long)&e->fixup + e->fixup;
	}
	if (!lguest_iret_error)
		panic("no exception table entry for the iret to user space");
}

static void lguest_flush_tlb_user(void)
{
	lguest_call(LHCALL_FLUSH_TLB, 0, 0, 0);
}

static void lguest_flush_tlb_kernel(void)
{
	lguest_call(LHCALL_FLUSH_TLB, 1, 0, 0);
}

static void lguest_flush_tlb_one_user(unsigned long addr)
{
	lguest_call(LHCALL_FLUSH_PAGE, addr, 0, 0);
}

static void __init setup_paravirt(void)
{
	pv_info.name = "lguest";
	pv_ops.mmu.flush_tlb_user = lguest_flush_tlb_user;
	pv_ops.mmu.flush_tlb_kernel = lguest_flush_tlb_kernel;
	pv_ops.mmu.flush_tlb_one_user = lguest_flush_tlb_one_user;
}

/* None of what a PC has beside its CPU is there to be probed. */
static void __init setup_platform(void)
{
	lg_no_mptable();
	lg_no_dmi();
	x86_init.resources.probe_roms = x86_init_noop;
	x86_platform.legacy.rtc = 0;
	x86_platform.legacy.i8042 = X86_LEGACY_I8042_PLATFORM_ABSENT;
	x86_platform.legacy.devices.pnpbios = 0;
	/* The host takes care of 16-bit stacks, see entry.S. */
	setup_clear_cpu_cap(X86_BUG_ESPFIX);
}

static void __init lguest_setup(void)
{
	find_iret_error();
	lguest_data.noirq_start = (unsigned long)lguest_noirq_start;
	lguest_data.noirq_end = (unsigned long)lguest_noirq_end;
	lguest_data.syscall_vector = IA32_SYSCALL_VECTOR;
	lguest_data.syscall_entry = (unsigned long)lguest_syscall;
	lguest_call(LHCALL_LGUEST_INIT, __pa(&lguest_data), 0, 0);

	lguest_console_setup();
	lguest_power_setup();
	reserve_top_address(lguest_data.reserve_mem);
	setup_paravirt();
	setup_platform();
	lguest_irq_setup();
	lguest_time_setup();
	pr_info("guest %u, ABI %u\n", lguest_data.guestid, LGUEST_ABI);
}

/* Called once: there is one CPU.  __ref, as the table that names it stays. */
static void __ref lguest_cpu_early_init(struct cpuinfo_x86 *c)
{
	if (!lguest_running())
		lguest_setup();
}

static const struct cpu_dev lguest_cpu_dev = {
	.c_vendor	= "lguest",
	.c_ident	= { LGUEST_CPUID_VENDOR },
	.c_early_init	= lguest_cpu_early_init,
	.c_x86_vendor	= X86_VENDOR_UNKNOWN,
};
cpu_dev_register(lguest_cpu_dev);
