// SPDX-License-Identifier: GPL-2.0
/* What came of one guest. The verdict comes from judge.c. */
#include "score/outcome.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>

bool outcome_by_test(const struct outcome *o)
{
	return o->ran && (!o->suite->expect.set || o->as_is);
}

static void free_files(struct outcome_files *f)
{
	free(f->dir);
	free(f->image);
	free(f->stats);
	free(f->initrd);
	for (int i = 0; i < SUITE_DISKS; i++)
		free(f->disks[i]);
}

void outcome_free(struct outcome *o)
{
	if (!o)
		return;
	outcome_free(o->retried);
	if (o->ran)
		score_free(&o->score);
	free(o->config);
	for (unsigned i = 0; i < o->n_modules; i++)
		free(o->modules[i]);
	free(o->modules);
	json_decref(o->stats);
	json_decref(o->image_diff);
	free_files(&o->files);
	suite_free(o->suite);
	free(o->cpu);
	free(o);
}
