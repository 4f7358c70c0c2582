// SPDX-License-Identifier: GPL-2.0
/*
 * Runs the macros of afterburn.s and the stub of entry.S in user space, where
 * they do what they do in ring 1: the native instructions among them do not
 * touch the real IF, and what the host would emulate arrives as SIGILL.
 *
 * Prints TAP.  Nothing here is hostile.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>
#include "../../include/lguest.h"

#define CF	0x001u
#define ZF	0x040u
#define IF	0x200u
#define DF	0x400u

#define SS	0x7bu
#define SS_LDT	0x0fu

struct lguest_data lguest_data;
uint32_t lguest_iret_error;

void site_cli(void);
void site_sti(void);
uint32_t site_pushf(uint32_t flags);
uint32_t site_popf(uint32_t flags);
uint32_t site_cpuid(uint32_t leaf);
uint32_t site_iret(uint32_t flags, uint32_t cs, uint32_t ss);
void lguest_syscall(void);
extern const uint8_t lguest_noirq_start[], lguest_noirq_end[];
extern const uint8_t lguest_iret_insn[], site_iret_back[];

/* What the handlers saw. */
static unsigned int emulated[256];
static uint32_t fault_eip, fault_cs;
static unsigned int tests, failures;

static void check(bool ok, const char *what)
{
	tests++;
	failures += !ok;
	printf("%sok %u %s\n", ok ? "" : "not ", tests, what);
}

/* The host's part: emulate what follows ud2 "lg" and go on behind it. */
static void on_sigill(int sig, siginfo_t *info, void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;
	const uint8_t *insn = (const uint8_t *)regs[REG_EIP];
	uint32_t *stack = (uint32_t *)regs[REG_ESP];

	(void)info;
	if (insn[2] != LGUEST_PREFIX_1 || insn[3] != LGUEST_PREFIX_2) {
		signal(sig, SIG_DFL);
		return;
	}
	emulated[insn[4]]++;
	switch (insn[4]) {
	case 0xfb:
		lguest_data.irq_pending = 0;
		regs[REG_EIP] += 5;
		break;
	case 0x0f:
		regs[REG_EAX] = 0x600d;
		regs[REG_EIP] += 6;
		break;
	case 0xcf:
		lguest_data.irq_enabled = stack[2] & IF;
		regs[REG_EIP] = stack[0];
		regs[REG_ESP] += 12;
		break;
	}
}

/* An iret to a privileged selector: note the frame, go where it went. */
static void on_sigsegv(int sig, siginfo_t *info, void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;
	uint32_t *stack = (uint32_t *)regs[REG_ESP];

	(void)info;
	if ((const uint8_t *)regs[REG_EIP] != lguest_iret_insn) {
		signal(sig, SIG_DFL);
		return;
	}
	fault_eip = regs[REG_EIP];
	fault_cs = stack[1];
	regs[REG_EIP] = stack[0];
	regs[REG_ESP] += 12;
}

static void set(uint32_t enabled, uint32_t pending)
{
	memset(emulated, 0, sizeof(emulated));
	lguest_data.irq_enabled = enabled;
	lguest_data.irq_pending = pending;
}

static uint32_t user_cs(void)
{
	uint32_t cs;

	asm("mov %%cs, %0" : "=r" (cs));
	return cs;
}

static void test_cli_sti(void)
{
	set(IF, 0);
	site_cli();
	check(lguest_data.irq_enabled == 0, "cli clears the virtual flag");
	site_sti();
	check(lguest_data.irq_enabled == IF && !emulated[0xfb],
	      "sti sets it, without the host if nothing is pending");
	set(0, 1);
	site_sti();
	check(lguest_data.irq_enabled == IF && emulated[0xfb] == 1,
	      "sti calls the host once if an interrupt is pending");
}

static void test_pushf(void)
{
	uint32_t flags = CF | ZF | DF;

	set(0, 0);
	check((site_pushf(flags) & (flags | IF)) == flags,
	      "pushf saves the flags, and IF = 0");
	set(IF, 0);
	check((site_pushf(flags) & (flags | IF)) == (flags | IF),
	      "pushf saves the flags, and IF = 1");
	check((site_pushf(0) & (flags | IF)) == IF,
	      "pushf saves flags that are clear");
}

static void test_popf(void)
{
	uint32_t flags = CF | ZF | DF;

	set(IF, 1);
	check((site_popf(flags) & flags) == flags &&
	      lguest_data.irq_enabled == 0 && !emulated[0xfb],
	      "popf of IF = 0 clears the virtual flag, pending or not");
	set(0, 0);
	check((site_popf(IF) & flags) == 0 &&
	      lguest_data.irq_enabled == IF && !emulated[0xfb],
	      "popf of IF = 1 sets it");
	set(0, 1);
	check((site_popf(flags | IF) & flags) == flags &&
	      lguest_data.irq_enabled == IF && emulated[0xfb] == 1,
	      "popf calls the host once if an interrupt is pending");
}

static void test_cpuid(void)
{
	set(0, 0);
	check(site_cpuid(0) == 0x600d && emulated[0x0f] == 1,
	      "cpuid is the host's");
}

static void test_iret(void)
{
	set(IF, 1);
	check(site_iret(0, user_cs(), SS) == 1 && lguest_data.irq_enabled == 0 &&
	      !emulated[0xcf], "iret to IF = 0 needs no host");
	set(0, 0);
	check(site_iret(IF, user_cs(), SS) == 1 &&
	      lguest_data.irq_enabled == IF && !emulated[0xcf],
	      "iret to IF = 1 sets the virtual flag");
	set(0, 1);
	check(site_iret(IF, user_cs(), SS) == 1 &&
	      lguest_data.irq_enabled == IF && emulated[0xcf] == 1,
	      "iret to IF = 1 is the host's if an interrupt is pending");
	set(0, 0);
	check(site_iret(IF, user_cs(), SS_LDT) == 1 &&
	      lguest_data.irq_enabled == IF && emulated[0xcf] == 1,
	      "iret to a stack segment of the LDT is the host's");
	set(0, 0);
	check(site_iret(0, 0x60, SS_LDT) == 1 && fault_cs == 0x61 &&
	      fault_eip == (uint32_t)lguest_iret_insn,
	      "iret to kernel code goes to ring 1");
}

static void test_shape(void)
{
	const uint8_t *stub = lguest_noirq_start;
	size_t size = lguest_noirq_end - stub;

	check(stub[0] == 0x50, "the stub starts with push %eax");
	check(stub[size - 2] == 0x58 && stub[size - 1] == 0xcf &&
	      lguest_iret_insn == stub + size - 1,
	      "the stub ends with pop %eax, iret");
	set(IF, 0);
	lguest_syscall();
	check(lguest_data.irq_enabled == 0,
	      "a system call arrives with interrupts off");
}

int main(void)
{
	struct sigaction action = { .sa_flags = SA_SIGINFO };

	action.sa_sigaction = on_sigill;
	sigaction(SIGILL, &action, NULL);
	action.sa_sigaction = on_sigsegv;
	sigaction(SIGSEGV, &action, NULL);

	test_cli_sti();
	test_pushf();
	test_popf();
	test_cpuid();
	test_iret();
	test_shape();
	printf("1..%u\n", tests);
	return failures != 0;
}
