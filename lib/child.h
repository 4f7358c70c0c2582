/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs a program to its end and collects its status and its output. Bisecting
 * runs git, the build and lgcheck with it.
 */
#ifndef LIB_CHILD_H
#define LIB_CHILD_H

#include <signal.h>
#include <stddef.h>

/*
 * SIGCHLD and the signals that end a program, except those that nohup and the
 * like have us ignore.
 */
void child_signal_set(sigset_t *set);
/* From now on child_run() is the one who waits for these signals. */
void child_signals(void);
/*
 * Runs argv. If out is not NULL, *out gets the output and the caller frees it;
 * otherwise the output is appended to the file log. Returns 0 with *status as
 * a shell reports it, -EINTR if a signal came (it has then ended the child and
 * everything that the child started), or another -errno.
 */
int child_run(const char *const argv[], const char *log, char **out,
	      int *status);
/* The signal that caused -EINTR. */
int child_signal(void);

#endif
