/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One run cut into parts for several machines: which part this one is.
 */
#ifndef HARNESS_SUITE_SHARD_H
#define HARNESS_SUITE_SHARD_H

#include "lib/refusal.h"

#include <stdbool.h>

/* "2/5"; 0, or -EINVAL and a message. */
int shard_parse(const char *text, unsigned *i, unsigned *n,
		struct refusal *err);
/*
 * What GitLab, Buildkite or a Slurm array say in the environment; 1/1 and
 * *from = NULL if they say nothing.  -EINVAL if what they say makes no sense.
 */
int shard_environment(unsigned *i, unsigned *n, const char **from,
		      struct refusal *err);
/* From now on they say nothing, to this process and what it starts. */
void shard_forget(void);

#endif
