// SPDX-License-Identifier: GPL-2.0
/*
 * Privileged instructions in user mode: each gives its signal, and the flags a
 * user may not change do not change.  So do the hypervisor's own doors.
 */
#include "check.h"

/* One function for each instruction. */
#define INSN(name, text)						\
	static void name(void *arg)					\
	{								\
		(void)arg;						\
		asm volatile(text : : "a"(0), "c"(0), "d"(0x80) :	\
			     "memory", "cc");				\
	}

static char table[16];

INSN(i_hlt, "hlt")
INSN(i_cli, "cli")
INSN(i_sti, "sti")
INSN(i_in, "in %%dx, %%al")
INSN(i_out, "out %%al, %%dx")
INSN(i_in_imm, "inl $0x70, %%eax")
INSN(i_outs, "outsb")
INSN(i_lgdt, "lgdt table_ref")
INSN(i_lidt, "lidt table_ref")
INSN(i_lldt, "lldt %%ax")
INSN(i_ltr, "ltr %%ax")
INSN(i_lmsw, "lmsw %%ax")
INSN(i_clts, "clts")
INSN(i_invd, "invd")
INSN(i_wbinvd, "wbinvd")
INSN(i_invlpg, "invlpg (%%eax)")
INSN(i_rdmsr, "rdmsr")
INSN(i_wrmsr, "wrmsr")
INSN(i_to_cr0, "mov %%eax, %%cr0")
INSN(i_from_cr0, "mov %%cr0, %%eax")
INSN(i_from_cr2, "mov %%cr2, %%eax")
INSN(i_to_cr3, "mov %%eax, %%cr3")
INSN(i_from_cr3, "mov %%cr3, %%eax")
INSN(i_from_cr4, "mov %%cr4, %%eax")
INSN(i_to_dr7, "mov %%eax, %%dr7")
INSN(i_from_dr7, "mov %%dr7, %%eax")
INSN(i_int_0, "int $0")
INSN(i_int_8, "int $8")
INSN(i_int_e, "int $0xe")
INSN(i_int_1f, "int $0x1f")
INSN(i_int_20, "int $0x20")
INSN(i_int_30, "int $0x30")
INSN(i_int_ff, "int $0xff")
INSN(i_ud2, "ud2")
INSN(i_lg_cpuid, ".byte 0x0f, 0x0b, 0x6c, 0x67, 0x0f, 0xa2")
INSN(i_lg_sti, ".byte 0x0f, 0x0b, 0x6c, 0x67, 0xfb")
INSN(i_lg_iret, ".byte 0x0f, 0x0b, 0x6c, 0x67, 0xcf")
INSN(i_sysenter, "sysenter")

asm(".data\n table_ref: .word 15\n .long table\n .text");

static const struct {
	const char *name;
	void (*run)(void *);
	int sig;
} list[] = {
#define GP(name) { #name, i_##name, SIGSEGV }
#define UD(name) { #name, i_##name, SIGILL }
	GP(hlt), GP(cli), GP(sti), GP(in), GP(out), GP(in_imm), GP(outs),
	GP(lgdt), GP(lidt), GP(lldt), GP(ltr), GP(lmsw), GP(clts), GP(invd),
	GP(wbinvd), GP(invlpg), GP(rdmsr), GP(wrmsr), GP(to_cr0),
	GP(from_cr0), GP(from_cr2), GP(to_cr3), GP(from_cr3), GP(from_cr4),
	GP(to_dr7), GP(from_dr7), GP(int_0), GP(int_8), GP(int_e),
	GP(int_1f), GP(int_20), GP(int_30), GP(int_ff), UD(ud2),
	UD(lg_cpuid), UD(lg_sti), UD(lg_iret),
};

static uint32_t change_flags(uint32_t flip)
{
	uint32_t flags;

	asm volatile("pushf\n"
		     "xorl %1, (%%esp)\n"
		     "popf\n"
		     "pushf\n"
		     "pop %0" : "=r"(flags) : "r"(flip) : "memory", "cc");
	return flags;
}

/* Instructions that are allowed, or emulated, or refused by newer CPUs. */
static void store_tables(void *arg)
{
	uint16_t a, b;
	uint32_t c;

	asm volatile("sgdt %0" : "=m"(*(char (*)[16])arg));
	asm volatile("sidt %0" : "=m"(*(char (*)[16])arg));
	asm volatile("smsw %0\n str %1\n sldt %2" :
		     "=r"(c), "=r"(a), "=r"(b));
}

void test_privileged(void)
{
	static char cpuinfo[16384];
	struct fault f;
	size_t i;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		fault_catch(&f, list[i].run, NULL);
		if (f.sig != list[i].sig)
			check_failed(__FILE__, __LINE__, "%s: signal %d, not %d",
				     list[i].name, f.sig, list[i].sig);
	}
	fault_catch(&f, store_tables, table);
	CHECK(!f.sig || f.sig == SIGSEGV);

	/* IF reads as set, IOPL as 0, and neither moves */
	CHECK_EQ(change_flags(0) & 0x3200, 0x200);
	CHECK_EQ(change_flags(0x200) & 0x3200, 0x200);
	CHECK_EQ(change_flags(0x3000) & 0x3200, 0x200);

	/* without the feature, this must not be a way into anything */
	read_text("/proc/cpuinfo", cpuinfo, sizeof(cpuinfo));
	if (!strstr(cpuinfo, " sep ") && !strstr(cpuinfo, " sep\n"))
		CHECK(fault_catch(&f, i_sysenter, NULL) != 0);
}
