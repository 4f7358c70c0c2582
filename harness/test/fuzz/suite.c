// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzes the suite file: keys, words, times, sizes, escapes. A refusal has
 * FILE:LINE, and nothing stays allocated.
 */
#include "file.h"
#include "suite/suite.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct suite_places places = { .build = "/nowhere" };
	struct suite *suite = NULL;
	struct refusal m = { "" };
	char start[100];
	int ret;

	snprintf(start, sizeof(start), "%s:", fuzz_file("suite", data, size));
	ret = suite_load("fuzz", fuzz_dir(), &places, &suite, &m);
	if (!ret != (suite != NULL) || (ret && !m.text[0]))
		abort();
	if (ret == -EINVAL && strncmp(m.text, start, strlen(start)))
		abort();
	suite_free(suite);
	return 0;
}
