// SPDX-License-Identifier: GPL-2.0
/* Runs every test of lib/; its last line sums them up. */
#include "test.h"

#include "lib/test/unit.h"

int main(void)
{
	Suite *suite = suite_create("lib");

	suite_add_tcase(suite, ext2_cases());
	suite_add_tcase(suite, ext2_refusal_cases());
	suite_add_tcase(suite, cpio_cases());
	suite_add_tcase(suite, text_cases());
	suite_add_tcase(suite, value_cases());
	suite_add_tcase(suite, verdict_cases());
	suite_add_tcase(suite, record_cases());
	suite_add_tcase(suite, confine_cases());
	return unit_run(suite, NULL);
}
