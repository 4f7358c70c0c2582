/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A command line that names a bundle and perhaps tests of it.
 */
#ifndef HARNESS_REPORT_BUNDLE_WORDS_H
#define HARNESS_REPORT_BUNDLE_WORDS_H

#include "suite/options.h"

#include <stdbool.h>

struct bundle_words {
	char *dir, *kernel;
	char *tests[OPTIONS_SUITES];
};

bool bundle_is(const char *path);
/* Makes suites and kernel of the options mean the bundle's. */
int bundle_words(struct options *o, struct bundle_words *w,
		 struct refusal *err);
void bundle_words_free(struct bundle_words *w);

#endif
