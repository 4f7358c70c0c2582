/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Work on bytes that nobody trusts, in a child without rights. It can compute,
 * read one file and answer, and so can whatever takes it over.
 */
#ifndef LIB_CONFINE_H
#define LIB_CONFINE_H

#include "lib/refusal.h"

#include <seccomp.h>
#include <stddef.h>
#include <sys/types.h>

struct confined {
	pid_t pid;
	int answer;		/* what work writes to out can be read here */
};

/*
 * Calls work(arg, out) in a child without capabilities, whose only system
 * calls are pread() of the file in (-1: none), write() to out, and those of
 * malloc(). The child ends when work returns, and with its parent at the
 * latest.  0, or -errno when no such child can be had: then nothing was done.
 */
int confine_start(struct confined *child, int in,
		  void (*work)(void *arg, int out), void *arg);

/*
 * Reads all of len bytes of the answer: 0, -ENODATA when it ends before, or
 * another -errno. The bytes are not to be trusted.
 */
int confine_read(const struct confined *child, void *buf, size_t len);

/* Writes all of len bytes; for work(). */
int confine_write(int out, const void *buf, size_t len);

/*
 * Ends the child if it has not; doing so again does nothing. When its answer
 * ended early, this says why: 0 if it just returned, or the signal that ended
 * it, SIGSYS for a system call it has no right to.
 */
int confine_end(struct confined *child);

/*
 * What to tell the user when the child that unpacks the file could not start,
 * gave an answer that cannot be honest, or ended (which the last one sees to)
 * before its answer was whole. They return the -errno of the refusal.
 */
int confine_refuse_start(int err, const char *path, struct refusal *why);
int confine_refuse_takeover(const char *path, struct refusal *why);
int confine_refuse_end(struct confined *child, const char *path,
		       struct refusal *why);

/* Gives up all capabilities of this process and the way to any: 0 or -errno. */
int confine_drop_capabilities(void);

/* Adds what malloc() needs to a filter; nothing that is executable. */
int confine_allow_memory(scmp_filter_ctx filter);

#endif
