// SPDX-License-Identifier: GPL-2.0
/* Breakpoint registers: of a debugger, of perf; each task has its own. */
#include "check.h"

#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>

#define REGISTER(n)	offsetof(struct user, u_debugreg[n])

static volatile uint32_t word[2];

extern char watch_here[], watch_after[];

static void traced(void *arg)
{
	(void)arg;
	SYS(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
	raise(SIGSTOP);
	word[1] = 1;
	asm volatile("movl $2, %0\n"
		     ".globl watch_after\n"
		     "watch_after: nop\n"
		     ".globl watch_here\n"
		     "watch_here: nop" : "=m"(word[0]));
	_exit(word[0] == 2 ? 7 : 8);
}

static void stopped(pid_t pid, int sig)
{
	int status = child_wait(pid);

	CHECK(WIFSTOPPED(status));
	CHECK_EQ(WSTOPSIG(status), sig);
}

static uint32_t ip(pid_t pid)
{
	struct user_regs_struct regs;

	SYS(ptrace(PTRACE_GETREGS, pid, NULL, &regs));
	return regs.eip;
}

static void stopped_by(pid_t pid, unsigned int n, const char *at)
{
	long status;

	stopped(pid, SIGTRAP);
	CHECK_EQ(ip(pid), (uintptr_t)at);
	errno = 0;
	status = ptrace(PTRACE_PEEKUSER, pid, REGISTER(6), 0);
	CHECK_EQ(errno, 0);
	CHECK_EQ(status & 0xf, 1 << n);
	SYS(ptrace(PTRACE_POKEUSER, pid, REGISTER(6), 0));
	SYS(ptrace(PTRACE_CONT, pid, NULL, NULL));
}

/* One is watched, and one that does the same beside it is not. */
static void debugger(void)
{
	pid_t pid = child_start(traced, NULL), other;

	stopped(pid, SIGSTOP);
	other = child_start(traced, NULL);
	stopped(other, SIGSTOP);
	SYS(ptrace(PTRACE_POKEUSER, pid, REGISTER(0), word));
	SYS(ptrace(PTRACE_POKEUSER, pid, REGISTER(1), watch_here));
	/* 0: writes, of four bytes; 1: execution */
	SYS(ptrace(PTRACE_POKEUSER, pid, REGISTER(7), 0x000d0005));
	SYS(ptrace(PTRACE_CONT, pid, NULL, NULL));
	SYS(ptrace(PTRACE_CONT, other, NULL, NULL));
	child_exits(other, 7);
	stopped_by(pid, 0, watch_after);
	stopped_by(pid, 1, watch_here);
	child_exits(pid, 7);
}

static int watch(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_BREAKPOINT, .size = sizeof(attr),
		.bp_type = HW_BREAKPOINT_W, .bp_len = HW_BREAKPOINT_LEN_4,
		.bp_addr = (uintptr_t)word,
	};
	int fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);

	if (fd < 0 && !in_guest() && (errno == EACCES || errno == EPERM))
		return -1;
	return SYS(fd);
}

static void hit(int fd, uint64_t expect)
{
	uint64_t count;

	CHECK_EQ(read(fd, &count, sizeof(count)), sizeof(count));
	CHECK_EQ(count, expect);
}

static void write_word(void *arg)
{
	(void)arg;
	word[0] = 1;
}

/* Writes are counted, the kernel's own to that place too. */
static void counter(void)
{
	int fd = watch(), i;

	if (fd < 0)
		return;
	for (i = 0; i < 100; i++) {
		word[0] = i;
		word[1] = i;
		CHECK_EQ(word[0], (uint32_t)i);
	}
	hit(fd, 100);
	child_exits(child_start(write_word, NULL), 0);
	hit(fd, 100);
	SYS(syscall(SYS_time, word));
	hit(fd, 101);
	close(fd);
}

void test_watchpoints(void)
{
	debugger();
	counter();
}
