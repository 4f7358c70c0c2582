/* SPDX-License-Identifier: GPL-2.0 */
/* The guests of a run. */
#ifndef HARNESS_RUN_QUEUE_H
#define HARNESS_RUN_QUEUE_H

#include "run/guest.h"
#include "run/session.h"

/* Runs all that the session's picks and options ask for; fills its summary. */
void queue_run(struct session *s);
/* Runs one guest; the caller frees its outcome. NULL with a message. */
struct outcome *queue_one(struct session *s, const struct job *job,
			  struct refusal *err);

#endif
