// SPDX-License-Identifier: GPL-2.0
/*
 * Which shard this run is, by option or environment. The environment is the CI
 * system's: read as numbers, and refused when it does not add up.
 */
#include "suite/shard.h"

#include "lib/value.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHARDS_MAX 10000

int shard_parse(const char *text, unsigned *i, unsigned *n,
		struct refusal *err)
{
	char first[20];
	const char *slash = strchr(text, '/');

	snprintf(first, sizeof(first), "%.*s",
		 slash ? (int)(slash - text) : 0, text);
	if (!slash || slash - text > 10 ||
	    value_number(first, SHARDS_MAX, i) ||
	    value_number(slash + 1, SHARDS_MAX, n) || !*i || *i > *n)
		return refuse(err, EINVAL,
			      "--shard=%s: give it as I/N, from 1/N to N/N",
			      text);
	return 0;
}

/* The variables of one system; the index counts from first. */
struct source {
	const char *index, *total, *first, *step;
	unsigned base;
};

static const struct source sources[] = {
	{ "CI_NODE_INDEX", "CI_NODE_TOTAL", NULL, NULL, 1 },
	{ "BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", NULL, NULL,
	  0 },
	{ "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT",
	  "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_STEP", 0 },
};

static int variable(const char *name, unsigned *to, struct refusal *err)
{
	const char *text = name ? getenv(name) : NULL;

	if (!text || !*text)
		return 0;
	if (value_number(text, 4000000, to))
		return refuse(err, EINVAL,
			      "%s=%s in the environment: expected a number; --shard=1/1 runs everything",
			      name, text);
	return 0;
}

static int from_source(const struct source *s, unsigned *i, unsigned *n,
		       struct refusal *err)
{
	unsigned index = 0, total = 0, first = s->base, step = 1;
	int ret = variable(s->index, &index, err);

	if (!ret)
		ret = variable(s->total, &total, err);
	if (!ret)
		ret = variable(s->first, &first, err);
	if (!ret)
		ret = variable(s->step, &step, err);
	if (ret)
		return ret;
	if (!step || index < first || (index - first) % step ||
	    (index - first) / step >= total || total > SHARDS_MAX)
		return refuse(err, EINVAL,
			      "%s=%u and %s=%u in the environment name no part of a run; --shard=1/1 runs everything",
			      s->index, index, s->total, total);
	*i = (index - first) / step + 1;
	*n = total;
	return 0;
}

/*
 * GitLab also numbers the jobs of "parallel: matrix", but each of those is a
 * run of its own. It names them "job: [value, value]", and shards "job 2/5".
 */
static bool is_matrix(const struct source *s)
{
	const char *job = getenv("CI_JOB_NAME");

	return s == sources && job && *job && job[strlen(job) - 1] == ']';
}

int shard_environment(unsigned *i, unsigned *n, const char **from,
		      struct refusal *err)
{
	*i = *n = 1;
	*from = NULL;
	for (size_t k = 0; k < sizeof(sources) / sizeof(*sources); k++) {
		const char *index = getenv(sources[k].index);
		const char *total = getenv(sources[k].total);
		int ret;

		if (!index || !*index || !total || !*total ||
		    is_matrix(&sources[k]))
			continue;
		ret = from_source(&sources[k], i, n, err);
		if (!ret && *n > 1)
			*from = sources[k].index;
		if (ret || *n > 1)
			return ret;
	}
	return 0;
}

void shard_forget(void)
{
	for (size_t k = 0; k < sizeof(sources) / sizeof(*sources); k++)
		unsetenv(sources[k].index);
}
