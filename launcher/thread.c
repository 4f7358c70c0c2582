// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 230: Threads
 *
 * Threads.  Called by main and by devices while the guest is set up.
 *
 * The signals are blocked around pthread_create() because a thread inherits
 * what is blocked. So signals go to the main thread, and only that one has to
 * cope with being interrupted. SIGUSR1, which even it blocks, is waited for in
 * `state.c`.
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
