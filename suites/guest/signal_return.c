// SPDX-License-Identifier: GPL-2.0
/*
 * A handler may put anything into the frame it returns through.  Selectors that
 * no user may have must end the process, not the kernel: with SIGILL where the
 * return itself fails (i386), with SIGSEGV where the process does.
 */
#include "check.h"

#include <sys/wait.h>
#include <ucontext.h>

static int reg, value;

static void spoil(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	(void)info;
	uc->uc_mcontext.gregs[reg] = value;
}

static void child(void *arg)
{
	static volatile int data = 5;
	uint16_t ds;

	(void)arg;
	handle(SIGUSR1, spoil, 0);
	kill(getpid(), SIGUSR1);
	asm volatile("mov %%ds, %0" : "=r"(ds));
	if (data != 5 || (reg == REG_DS && ds))
		_exit(1);
}

static void dies(int r, int v)
{
	int status;

	reg = r;
	value = v;
	status = child_wait(child_start(child, NULL));
	if (!WIFSIGNALED(status) ||
	    (WTERMSIG(status) != SIGSEGV && WTERMSIG(status) != SIGILL))
		check_failed(__FILE__, __LINE__,
			     "register %d = %#x: wait status %#x", r, v,
			     status);
}

/*
 * A data segment is emptied instead.  Using it then ends the process too, but
 * not on emulated processors, which do not check for that.
 */
static void emptied(int v)
{
	int status;

	reg = REG_DS;
	value = v;
	status = child_wait(child_start(child, NULL));
	if (status && (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSEGV))
		check_failed(__FILE__, __LINE__, "ds = %#x: wait status %#x",
			     v, status);
}

void test_signal_return(void)
{
	static const int bad[] = { 0, 0x10, 0x13, 0x60, 0x61, 0x68, 0x69, 0x7b,
				   0x80, 0xf8, 0xfff8, 0xffff };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		dies(REG_CS, bad[i]);
	dies(REG_SS, 0x10);
	dies(REG_SS, 0x13);
	dies(REG_SS, 0xfff8);
	emptied(0x10);
	emptied(0xfff8);
	if (kernel_start()) {
		dies(REG_EIP, kernel_start() + 0x100000);
		dies(REG_EIP, 0xffc00000);
		dies(REG_SS, 0x68);
		emptied(0x69);
	}

	/* flags a user cannot have are dropped, the process lives */
	reg = REG_EFL;
	value = 0x3002 | 0x200 | 0x4000;	/* IOPL 3, NT */
	child_exits(child_start(child, NULL), 0);
	value = 0x2;				/* IF clear */
	child_exits(child_start(child, NULL), 0);
}
