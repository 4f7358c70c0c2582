// SPDX-License-Identifier: GPL-2.0
/* Runs every test of lib/; its last line sums them up. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

int main(void)
{
	Suite *suite = suite_create("lib");
	SRunner *runner;
	int failed, ran;

	suite_add_tcase(suite, ext2_cases());
	suite_add_tcase(suite, ext2_refusal_cases());
	suite_add_tcase(suite, cpio_cases());
	suite_add_tcase(suite, text_cases());
	suite_add_tcase(suite, value_cases());
	suite_add_tcase(suite, verdict_cases());
	suite_add_tcase(suite, record_cases());
	suite_add_tcase(suite, confine_cases());
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_SILENT);
	srunner_print(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	ran = srunner_ntests_run(runner);
	srunner_free(runner);
	printf("%d passed, %d failed, 0 skipped\n", ran - failed, failed);
	return failed || !ran ? EXIT_FAILURE : EXIT_SUCCESS;
}
