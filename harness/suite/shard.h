/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A run can be cut into parts for several machines: which part is this one?
 */
#ifndef HARNESS_SUITE_SHARD_H
#define HARNESS_SUITE_SHARD_H

#include "lib/refusal.h"

#include <stdbool.h>

/* "2/5"; 0, or -EINVAL and a message. */
int shard_parse(const char *text, unsigned *i, unsigned *n,
		struct refusal *err);
/*
 * Asks the environment, where GitLab, Buildkite or a Slurm array may say it;
 * 1/1 with *from = NULL if nobody does. -EINVAL if what it says makes no sense.
 */
int shard_environment(unsigned *i, unsigned *n, const char **from,
		      struct refusal *err);
/* Removes that from the environment, for us and for what we start. */
void shard_forget(void);

#endif
