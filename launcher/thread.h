/* SPDX-License-Identifier: GPL-2.0 */
/* Threads that serve devices; they end with the process. */
#ifndef LAUNCHER_THREAD_H
#define LAUNCHER_THREAD_H

#include "report.h"

/*
 * Starts a thread that gets no signals: those are for the main thread, which
 * may sit in the guest. 0, or -errno with a reason that names what.
 */
int thread_start(void *(*run)(void *arg), void *arg, const char *what,
		 struct refusal *why);

#endif
