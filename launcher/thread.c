// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 230: Threads
 *
 * A thread inherits the signals that are blocked, so we block them all around
 * pthread_create(). Signals then go to the main thread, and only that one has
 * to cope with being interrupted. SIGUSR1, which even the main thread blocks,
 * has its reader in `state.c`.
 */
#include "thread.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

int thread_start(void *(*run)(void *arg), void *arg, const char *what,
		 struct refusal *why)
{
	sigset_t all, old;
	pthread_t thread;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &old);
	err = pthread_create(&thread, NULL, run, arg);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (err)
		return refuse(why, err, "cannot start %s: %s", what,
			      strerror(err));
	pthread_detach(thread);
	return 0;
}
