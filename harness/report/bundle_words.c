// SPDX-License-Identifier: GPL-2.0
/*
 * Bundles on the command lines of "rerun" and "minimise". The words are the
 * user's; the bundle may come from elsewhere.
 */
#include "report/bundle_words.h"

#include "lib/paths.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool bundle_is(const char *path)
{
	char *file = path_in(path, "bundle.json");
	bool is = file && !access(file, F_OK);

	free(file);
	return is;
}

int bundle_words(struct options *o, struct bundle_words *w,
		 struct refusal *err)
{
	if (!o->n_suites)
		return refuse(err, EINVAL, "which bundle? give its folder");
	w->dir = realpath(o->suites[0], NULL);
	if (!w->dir)
		return refuse(err, errno, "%s: no such bundle: %s",
			      o->suites[0], strerror(errno));
	w->kernel = path_in(w->dir, "kernel");
	if (!w->kernel)
		return refuse(err, ENOMEM, "out of memory");
	if (!o->kernel)
		o->kernel = w->kernel;
	o->shard = o->shards = 1;
	o->shard_from = NULL;
	if (o->n_suites == 1) {
		o->suites[0] = w->dir;
		return 0;
	}
	o->n_suites--;
	for (unsigned i = 0; i < o->n_suites; i++) {
		w->tests[i] = path_in(w->dir, o->suites[i + 1]);
		o->suites[i] = w->tests[i];
		if (!w->tests[i])
			return refuse(err, ENOMEM, "out of memory");
	}
	return 0;
}

void bundle_words_free(struct bundle_words *w)
{
	free(w->dir);
	free(w->kernel);
	for (unsigned i = 0; i < OPTIONS_SUITES; i++)
		free(w->tests[i]);
}
