// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 290: Giving up
 *
 * Suppose that everything above is wrong somewhere, and a guest can make the
 * launcher do what it likes. What could it like?
 *
 * It would find the open descriptors (its disks, consoles, networks,
 * /dev/lguest) and nothing that opens, creates or runs anything else, or
 * reaches another process. A system call that is not in the list kills the
 * launcher, and the guest with it.
 *
 * Both functions want everything open that is needed. The capabilities go
 * before the threads start, since each thread has its own; the filter of system
 * calls comes after that, for all threads at once.
 *
 * What is left to the guest is the kernel below, by way of the file that runs
 * guests: `make Host`.
 */
#include "harden.h"

#include "lib/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <asm/ioctls.h>
#include <asm/termbits.h>

int harden_capabilities(struct refusal *why)
{
	int err = confine_drop_capabilities();

	if (err)
		return refuse(why, -err, "cannot give up the capabilities: %s",
			      strerror(-err));
	return 0;
}

/* With any arguments: these only reach open files and our own memory. */
static const int allowed[] = {
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev),
	SCMP_SYS(preadv), SCMP_SYS(pwritev), SCMP_SYS(preadv2),
	SCMP_SYS(pwritev2), SCMP_SYS(pread64), SCMP_SYS(pwrite64),
	SCMP_SYS(fdatasync), SCMP_SYS(lseek), SCMP_SYS(_llseek),
	SCMP_SYS(close), SCMP_SYS(poll), SCMP_SYS(ppoll),
	SCMP_SYS(ppoll_time64), SCMP_SYS(pause), SCMP_SYS(futex),
	SCMP_SYS(futex_time64), SCMP_SYS(restart_syscall),
	SCMP_SYS(sched_yield), SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_gettime64), SCMP_SYS(gettimeofday), SCMP_SYS(time),
	SCMP_SYS(rt_sigreturn), SCMP_SYS(sigreturn),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigtimedwait), SCMP_SYS(rt_sigtimedwait_time64),
	SCMP_SYS(nanosleep), SCMP_SYS(clock_nanosleep),
	SCMP_SYS(clock_nanosleep_time64), SCMP_SYS(getpid),
	SCMP_SYS(gettid), SCMP_SYS(fstat), SCMP_SYS(fstat64),
	SCMP_SYS(exit), SCMP_SYS(exit_group),
	/* The first calls of a new thread. */
	SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
};

static int allow_if(scmp_filter_ctx filter, int call, struct scmp_arg_cmp cmp)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, cmp);
}

/* isatty() and tcsetattr(), malloc(), and what stdio does at the end. */
static int allow_some(scmp_filter_ctx filter)
{
	static const unsigned int terminal[] = {
		TCGETS, TCSETS, TCSETSW, TCSETSF,
	};
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(terminal) / sizeof(*terminal);
	     i++)
		err = allow_if(filter, SCMP_SYS(ioctl),
			       SCMP_A1_32(SCMP_CMP_EQ, terminal[i]));
	if (!err)
		err = confine_allow_memory(filter);
	if (!err)
		err = allow_if(filter, SCMP_SYS(statx),
			       SCMP_A2_32(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH,
					  AT_EMPTY_PATH));
	/* raise() and abort() */
	if (!err)
		err = allow_if(filter, SCMP_SYS(tgkill),
			       SCMP_A0_32(SCMP_CMP_EQ,
					  (unsigned int)getpid()));
	return err;
}

static int make_filter(scmp_filter_ctx filter)
{
	int err = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);

	if (!err)
		err = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH,
				       SCMP_ACT_KILL_PROCESS);
	/* A tree instead of a list: we make many calls a second. */
	if (!err)
		err = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	for (size_t i = 0; !err && i < sizeof(allowed) / sizeof(*allowed); i++)
		err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	return err ? err : allow_some(filter);
}

int harden_system_calls(struct refusal *why)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int err;

	if (!filter)
		return refuse(why, ENOMEM,
			      "out of memory for the filter of system calls");
	err = make_filter(filter);
	if (!err)
		err = seccomp_load(filter);
	seccomp_release(filter);
	if (err)
		return refuse(why, -err,
			      "the host kernel refuses the filter of system calls (%s); it needs CONFIG_SECCOMP_FILTER",
			      strerror(-err));
	return 0;
}
