// SPDX-License-Identifier: GPL-2.0
/* Threads.  Called by main and by devices while the guest is set up. */
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
