/* SPDX-License-Identifier: GPL-2.0 */
/* What the main() of each folder's unit tests does with its suite. */
#ifndef LIB_TEST_UNIT_H
#define LIB_TEST_UNIT_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * Runs all of it and sums it up in the last line; an exit status. skipped, or
 * NULL: where the tests count those that cannot run here.
 */
static inline int unit_run(Suite *suite, const unsigned int *skipped)
{
	SRunner *runner = srunner_create(suite);
	int failed, ran, left_out;

	srunner_run_all(runner, CK_SILENT);
	srunner_print(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	ran = srunner_ntests_run(runner);
	srunner_free(runner);
	left_out = skipped ? (int)*skipped : 0;
	printf("%d passed, %d failed, %d skipped\n", ran - failed - left_out,
	       failed, left_out);
	return failed || ran <= left_out ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
