// SPDX-License-Identifier: GPL-2.0
/* Runs every test of harness/; its last line sums them up. */
#include "test.h"

#include "lib/test/unit.h"

int main(void)
{
	Suite *suite = suite_create("harness");

	suite_add_tcase(suite, unwrap_cases());
	suite_add_tcase(suite, title_cases());
	suite_add_tcase(suite, place_cases());
	suite_add_tcase(suite, suite_cases());
	suite_add_tcase(suite, pattern_cases());
	suite_add_tcase(suite, ktap_cases());
	suite_add_tcase(suite, records_cases());
	suite_add_tcase(suite, crash_cases());
	suite_add_tcase(suite, script_cases());
	suite_add_tcase(suite, kconfig_cases());
	suite_add_tcase(suite, bisect_cases());
	suite_add_tcase(suite, run_cases());
	suite_add_tcase(suite, needs_cases());
	suite_add_tcase(suite, run_end_cases());
	suite_add_tcase(suite, fuzz_cases());
	suite_add_tcase(suite, score_cases());
	suite_add_tcase(suite, command_cases());
	suite_add_tcase(suite, select_cases());
	suite_add_tcase(suite, again_cases());
	suite_add_tcase(suite, reports_cases());
	suite_add_tcase(suite, names_cases());
	suite_add_tcase(suite, splats_cases());
	suite_add_tcase(suite, minimise_cases());
	suite_add_tcase(suite, image_diff_cases());
	suite_add_tcase(suite, symbols_cases());
	suite_add_tcase(suite, terminal_cases());
	suite_add_tcase(suite, machine_cases());
	suite_add_tcase(suite, boot_cases());
	return unit_run(suite, NULL);
}
