/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Programs that are run to their end, for bisecting: git, the build, the run.
 */
#ifndef HARNESS_CHILD_H
#define HARNESS_CHILD_H

#include <signal.h>
#include <stddef.h>

/*
 * Those that end a program, unless it was started to ignore them (nohup), and
 * SIGCHLD.
 */
void child_signal_set(sigset_t *set);
/* From now on the signals that end a program are waited for by child_run(). */
void child_signals(void);
/*
 * Runs argv; its output is appended to the file log, or goes to *out (to be
 * freed) if that is not NULL.  0 and *status as a shell would say it; -EINTR
 * if a signal came, which ends the child and everything it started;
 * other -errno.
 */
int child_run(const char *const argv[], const char *log, char **out,
	      int *status);
/* The signal behind -EINTR. */
int child_signal(void);

#endif
