// SPDX-License-Identifier: GPL-2.0
/*
 * Host 210: Registers that are not
 *
 * The virtual CPU's special registers: CR0 to CR4, CPUID and MSRs. A guest sees
 * only features that need nothing of the host while it runs: those whose state
 * the FXSAVE area holds, and those that this module emulates. Every value that
 * it writes is checked as its CPU would.
 *
 * And one of the host's, by which all this is kept from guests.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <asm/cpufeature.h>
#include <asm/msr-index.h>
#include <asm/processor.h>
#include <asm/processor-flags.h>
#include <asm/special_insns.h>
#include "lg.h"
#include "older.h"

#define CPUID_EDX_SHOWN \
	(BIT(X86_FEATURE_FPU & 31) | BIT(X86_FEATURE_DE & 31) | \
	 BIT(X86_FEATURE_PSE & 31) | BIT(X86_FEATURE_TSC & 31) | \
	 BIT(X86_FEATURE_MSR & 31) | BIT(X86_FEATURE_PAE & 31) | \
	 BIT(X86_FEATURE_CX8 & 31) | BIT(X86_FEATURE_PGE & 31) | \
	 BIT(X86_FEATURE_CMOV & 31) | BIT(X86_FEATURE_MMX & 31) | \
	 BIT(X86_FEATURE_FXSR & 31) | BIT(X86_FEATURE_XMM & 31) | \
	 BIT(X86_FEATURE_XMM2 & 31))

#define CPUID_ECX_SHOWN \
	(BIT(X86_FEATURE_XMM3 & 31) | BIT(X86_FEATURE_PCLMULQDQ & 31) | \
	 BIT(X86_FEATURE_SSSE3 & 31) | BIT(X86_FEATURE_XMM4_1 & 31) | \
	 BIT(X86_FEATURE_XMM4_2 & 31) | BIT(X86_FEATURE_MOVBE & 31) | \
	 BIT(X86_FEATURE_POPCNT & 31) | BIT(X86_FEATURE_AES & 31) | \
	 BIT(X86_FEATURE_RDRAND & 31))

/* Emulated, so there whatever the host's CPU has. */
#define CPUID_EDX_OURS	(BIT(X86_FEATURE_PSE & 31) | \
			 BIT(X86_FEATURE_PAE & 31) | \
			 BIT(X86_FEATURE_MSR & 31) | \
			 BIT(X86_FEATURE_PGE & 31))

#define CR0_GUEST	(X86_CR0_PE | X86_CR0_MP | X86_CR0_EM | X86_CR0_TS | \
			 X86_CR0_NE | X86_CR0_WP | X86_CR0_AM | X86_CR0_NW | \
			 X86_CR0_CD | X86_CR0_PG)
#define CR4_GUEST	(X86_CR4_TSD | X86_CR4_DE | X86_CR4_PSE | \
			 X86_CR4_PAE | X86_CR4_PGE | X86_CR4_OSFXSR | \
			 X86_CR4_OSXMMEXCPT)

/*
 * On each CPU, before a guest runs there.  Ring 1 is supervisor, to which a
 * page is read-only with CR0.WP alone: of the switcher's, and the guest's own.
 */
int control_check_cpu(void)
{
	if (read_cr0() & X86_CR0_WP)
		return 0;
	pr_err("CPU %d lets the kernel write to read-only pages (CR0.WP is 0), and guests with it: reboot without the module that does that\n",
	       raw_smp_processor_id());
	return -ENODEV;
}

bool control_read(struct lguest *lg, u32 number, u32 *value)
{
	lg_count(lg, CR_READ);
	switch (number) {
	case 0:
		*value = lg->cr0;
		return true;
	case 2:
		lg_count(lg, CR2_READ);
		*value = lg->cr2;
		return true;
	case 3:
		*value = lg->cr3;
		return true;
	case 4:
		*value = lg->cr4;
		return true;
	default:
		return false;
	}
}

/* false: the instruction must fault with #GP(0). */
bool control_write(struct lguest *lg, u32 number, u32 value)
{
	u32 changed;

	lg_count(lg, CR_WRITE);
	switch (number) {
	case 0:
		if ((value & X86_CR0_PG) && !(value & X86_CR0_PE))
			return false;
		if (!(value & X86_CR0_PE)) {
			guest_kill(lg, "real mode, which cannot be served, at %#x",
				   lg->regs->eip);
			return true;
		}
		value = (value & CR0_GUEST) | X86_CR0_ET;
		changed = lg->cr0 ^ value;
		lg->cr0 = value;
		if (changed & (X86_CR0_PG | X86_CR0_WP))
			shadow_flush_all(lg);
		return true;
	case 2:
		lg->cr2 = value;
		return true;
	case 3:
		lg_count(lg, CR3_WRITE);
		lg->cr3 = value;
		shadow_load_cr3(lg);
		guest_reload_stack(lg);
		return true;
	case 4:
		if (value & ~CR4_GUEST)
			return false;
		changed = lg->cr4 ^ value;
		lg->cr4 = value;
		if (changed & (X86_CR4_PAE | X86_CR4_PGE | X86_CR4_PSE))
			shadow_flush_all(lg);
		return true;
	default:
		return false;
	}
}

/* MSRs that kernels use without asking whether they are there. */
static bool msr_known(u32 msr)
{
	switch (msr) {
	case MSR_IA32_UCODE_REV:
	case MSR_IA32_PLATFORM_ID:
	case MSR_IA32_FEAT_CTL:
	case MSR_IA32_MISC_ENABLE:
	case MSR_MISC_FEATURES_ENABLES:
	case MSR_PLATFORM_INFO:
	case MSR_P6_EVNTSEL0:
	case MSR_P6_EVNTSEL1:
	case MSR_P6_PERFCTR0:
	case MSR_P6_PERFCTR1:
	case MSR_IA32_SYSENTER_CS:
	case MSR_IA32_SYSENTER_ESP:
	case MSR_IA32_SYSENTER_EIP:
		return true;
	default:
		return false;
	}
}

bool msr_read(struct lguest *lg)
{
	u64 value = 0;

	lg_count(lg, MSR);
	if (lg->regs->ecx == MSR_IA32_TSC)
		value = rdtsc();
	else if (!msr_known(lg->regs->ecx))
		return false;
	lg->regs->eax = (u32)value;
	lg->regs->edx = value >> 32;
	return true;
}

bool msr_write(struct lguest *lg)
{
	lg_count(lg, MSR);
	return msr_known(lg->regs->ecx);
}

void guest_cpuid(struct lguest *lg)
{
	struct lg_regs *r = lg->regs;
	const char *vendor = LGUEST_CPUID_VENDOR;
	u32 eax, ebx, ecx, edx;

	lg_count(lg, CPUID);
	cpuid_count(r->eax, r->ecx, &eax, &ebx, &ecx, &edx);
	switch (r->eax) {
	case 0:
		r->eax = 1;
		memcpy(&r->ebx, vendor, 4);
		memcpy(&r->edx, vendor + 4, 4);
		memcpy(&r->ecx, vendor + 8, 4);
		return;
	case 1:
		r->eax = eax;
		r->ebx = ebx & 0xff00;	/* clflush size; one logical CPU */
		r->ecx = (ecx & CPUID_ECX_SHOWN) |
			 BIT(X86_FEATURE_HYPERVISOR & 31);
		r->edx = (edx & CPUID_EDX_SHOWN) | CPUID_EDX_OURS;
		return;
	case 0x80000000:
		r->eax = 0x80000000;
		break;
	default:
		r->eax = 0;
	}
	r->ebx = 0;
	r->ecx = 0;
	r->edx = 0;
}
