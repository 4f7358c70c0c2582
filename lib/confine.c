// SPDX-License-Identifier: GPL-2.0
/*
 * A child without rights. The bytes it works on may take it over, so it answers
 * through a pipe and nobody trusts the answer.
 */
#include "lib/confine.h"

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* For more than any work of ours needs, and less than a machine has. */
#define MORE_MEMORY	(4ull << 30)

int confine_drop_capabilities(void)
{
	capng_select_t what = CAPNG_SELECT_CAPS;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -errno;
	/* The bounding set can be cleared only by who has that right. */
	if (capng_get_caps_process())
		return -EPERM;
	if (capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP))
		what = CAPNG_SELECT_BOTH;
	capng_clear(CAPNG_SELECT_BOTH);
	return capng_apply(what) ? -EPERM : 0;
}

int confine_allow_memory(scmp_filter_ctx filter)
{
	static const int any[] = {
		SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap),
		SCMP_SYS(madvise),
	};
	static const int data[] = {
		SCMP_SYS(mmap), SCMP_SYS(mmap2), SCMP_SYS(mprotect),
	};
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(any) / sizeof(*any); i++)
		err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, any[i], 0);
	for (size_t i = 0; !err && i < sizeof(data) / sizeof(*data); i++)
		err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, data[i], 1,
				       SCMP_A2_32(SCMP_CMP_MASKED_EQ,
						  PROT_EXEC, 0));
	return err;
}

static int allow_file(scmp_filter_ctx filter, int call, int fd)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
				SCMP_A0_32(SCMP_CMP_EQ, (unsigned int)fd));
}

static int drop_system_calls(int in, int out)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int err;

	if (!filter)
		return -ENOMEM;
	err = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH,
			       SCMP_ACT_KILL_PROCESS);
	if (!err)
		err = confine_allow_memory(filter);
	if (!err)
		err = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
				       SCMP_SYS(exit_group), 0);
	if (!err)
		err = allow_file(filter, SCMP_SYS(pread64), in);
	if (!err)
		err = allow_file(filter, SCMP_SYS(write), out);
	if (!err)
		err = seccomp_load(filter);
	seccomp_release(filter);
	return err;
}

/* Beyond what the process has, which may be a guest's memory. */
static int limit_memory(void)
{
	FILE *statm = fopen("/proc/self/statm", "re");
	unsigned long long pages;
	struct rlimit limit;
	int got;

	if (!statm)
		return -errno;
	got = fscanf(statm, "%llu", &pages);
	fclose(statm);
	if (got != 1 || getrlimit(RLIMIT_AS, &limit))
		return -EIO;
	pages = pages * (unsigned long)sysconf(_SC_PAGESIZE) + MORE_MEMORY;
	if (limit.rlim_cur > pages)
		limit.rlim_cur = pages;
	return setrlimit(RLIMIT_AS, &limit) ? -errno : 0;
}

static int drop_rights(pid_t parent, int in, int out)
{
	static const struct rlimit none;
	int err;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || setrlimit(RLIMIT_CORE, &none))
		return -errno;
	/* It may have died before that. */
	if (getppid() != parent)
		return -ESRCH;
	err = limit_memory();
	if (!err)
		err = confine_drop_capabilities();
	return err ? err : drop_system_calls(in, out);
}

/* The first word of the answer says whether it has given up its rights. */
static void be_child(pid_t parent, int in, int out,
		     void (*work)(void *arg, int out), void *arg)
{
	int err = drop_rights(parent, in, out);

	if (!confine_write(out, &err, sizeof(err)) && !err)
		work(arg, out);
	/* Not exit(), which is for the parent's files. */
	for (;;)
		syscall(SYS_exit_group, 0);
}

int confine_start(struct confined *child, int in,
		  void (*work)(void *arg, int out), void *arg)
{
	pid_t parent = getpid();
	int ends[2], err;

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	child->pid = fork();
	if (!child->pid)
		be_child(parent, in, ends[1], work, arg);
	err = child->pid < 0 ? -errno : 0;
	close(ends[1]);
	child->answer = ends[0];
	if (err) {
		close(ends[0]);
		return err;
	}
	if (confine_read(child, &err, sizeof(err)))
		err = -ECHILD;
	if (err)
		confine_end(child);
	return err;
}

int confine_read(const struct confined *child, void *buf, size_t len)
{
	char *to = buf;

	while (len) {
		ssize_t n = read(child->answer, to, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			return -ENODATA;
		to += n;
		len -= (size_t)n;
	}
	return 0;
}

int confine_write(int out, const void *buf, size_t len)
{
	const char *from = buf;

	while (len) {
		ssize_t n = write(out, from, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		from += n;
		len -= (size_t)n;
	}
	return 0;
}

int confine_end(struct confined *child)
{
	int status = 0;

	if (child->pid <= 0)
		return 0;
	close(child->answer);
	/* Of one that has ended, this does not change how. */
	kill(child->pid, SIGKILL);
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	child->pid = 0;
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

int confine_refuse_start(int err, const char *path, struct refusal *why)
{
	return refuse(why, -err,
		      "%s: cannot be unpacked without rights: %s; that needs a host kernel with CONFIG_SECCOMP_FILTER",
		      path, strerror(-err));
}

int confine_refuse_takeover(const char *path, struct refusal *why)
{
	return refuse(why, EPERM,
		      "%s: what unpacks it was made to do what it has no right to; do not run this file, and tell who gave it to you",
		      path);
}

int confine_refuse_end(struct confined *child, const char *path,
		       struct refusal *why)
{
	int sig = confine_end(child);

	if (sig == SIGSYS)
		return confine_refuse_takeover(path, why);
	if (sig == SIGKILL)
		return refuse(why, ENOMEM,
			      "%s: what unpacks it was killed; was there too little memory? see dmesg",
			      path);
	if (sig)
		return refuse(why, ENOEXEC,
			      "%s: what unpacks it crashed (%s): the file is damaged or hostile; copy or build it again",
			      path, strsignal(sig));
	return refuse(why, ENODATA,
		      "%s: became shorter while it was read; copy or build it again",
		      path);
}
