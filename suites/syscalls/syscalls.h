/* SPDX-License-Identifier: GPL-2.0 */
/* What the system call tests share; user.c has the functions. */
#ifndef SUITES_SYSCALLS_SYSCALLS_H
#define SUITES_SYSCALLS_SYSCALLS_H

#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* Addresses nobody has: not mapped; in the kernel's part. */
#define NOWHERE		((void *)8)

/* A call that some kernels are built without: skip, saying @what is missing. */
#define NEED(call, what)						\
	({								\
		__typeof__(call) got_ = (call);				\
		if (got_ == (__typeof__(call))-1 && errno == ENOSYS)	\
			skip("the kernel has no %s", what);		\
		SYS(got_);						\
	})

/* Run @fn in a child that is uid and gid 12345 without any right. */
#define SOMEBODY	12345
void as_user(void (*fn)(void));

/* Skip unless this is a guest: what the test does would hurt a machine. */
void guest_only(const char *what);

/* Make a file with these contents. */
void make_file(const char *name, const char *text, int mode);

/* In a child of its own namespaces, or skip where they are not had. */
void in_namespace(int flags, const char *what, void (*fn)(void));

/* Wait until this child sleeps in the kernel. */
void child_sleeps(pid_t pid);

/* The loopback device is up afterwards, or the test is skipped. */
void loopback_up(void);

#endif
