// SPDX-License-Identifier: GPL-2.0
/* ptrace: single steps counted one by one, a breakpoint, changed registers. */
#include "check.h"

#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>

extern char step_begin[], step_end[], step_nop[];

/* 1 + 10 * 2 + 2 instructions, one a system call; eax is the exit code. */
asm(".text\n"
    "step_begin:\n"
    "	mov $10, %ecx\n"
    "1:	dec %ecx\n"
    "	jnz 1b\n"
    "	mov $20, %eax\n"		/* getpid */
    "	int $0x80\n"
    "step_nop:\n"
    "	nop\n"
    "step_end:\n"
    "	ret\n");

#define STEPS	(1 + 10 * 2 + 3)

static void traced(void *arg)
{
	int pid;

	(void)arg;
	SYS(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
	raise(SIGSTOP);
	asm volatile("call step_begin" : "=a"(pid) : : "ecx", "memory");
	_exit(pid == getpid() ? 7 : pid == 0x1234 ? 8 : 9);
}

static void stopped(pid_t pid, int sig)
{
	int status = child_wait(pid);

	CHECK(WIFSTOPPED(status));
	CHECK_EQ(WSTOPSIG(status), sig);
}

static struct user_regs_struct registers(pid_t pid)
{
	struct user_regs_struct regs;

	SYS(ptrace(PTRACE_GETREGS, pid, NULL, &regs));
	return regs;
}

static void count_steps(void)
{
	pid_t pid = child_start(traced, NULL);
	int inside = 0, total;
	uintptr_t ip;

	stopped(pid, SIGSTOP);
	for (total = 0; total < 5000; total++) {
		SYS(ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL));
		stopped(pid, SIGTRAP);
		ip = registers(pid).eip;
		if (ip >= (uintptr_t)step_begin && ip < (uintptr_t)step_end)
			inside++;
		else if (inside)
			break;
	}
	CHECK_EQ(inside, STEPS);
	CHECK_EQ(ip, (uintptr_t)step_end);
	SYS(ptrace(PTRACE_CONT, pid, NULL, NULL));
	child_exits(pid, 7);
}

static void breakpoint(void)
{
	pid_t pid = child_start(traced, NULL);
	struct user_regs_struct regs;
	long word;

	stopped(pid, SIGSTOP);
	errno = 0;
	word = ptrace(PTRACE_PEEKTEXT, pid, step_nop, NULL);
	CHECK_EQ(errno, 0);
	CHECK_EQ(word & 0xff, 0x90);
	SYS(ptrace(PTRACE_POKETEXT, pid, step_nop,
		   (void *)((word & ~0xff) | 0xcc)));
	SYS(ptrace(PTRACE_CONT, pid, NULL, NULL));
	stopped(pid, SIGTRAP);
	regs = registers(pid);
	CHECK_EQ(regs.eip, (uintptr_t)step_nop + 1);
	CHECK_EQ(regs.eax, pid);
	CHECK_EQ(regs.ecx, 0);
	regs.eax = 0x1234;
	SYS(ptrace(PTRACE_SETREGS, pid, NULL, &regs));
	SYS(ptrace(PTRACE_CONT, pid, NULL, NULL));
	child_exits(pid, 8);
}

void test_ptrace_step(void)
{
	count_steps();
	breakpoint();
}
