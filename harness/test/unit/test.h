/* SPDX-License-Identifier: GPL-2.0 */
/* The cases of each test file, run by main.c. */
#ifndef HARNESS_TEST_UNIT_TEST_H
#define HARNESS_TEST_UNIT_TEST_H

#include <check.h>

TCase *unwrap_cases(void);
TCase *title_cases(void);
TCase *place_cases(void);
TCase *suite_cases(void);
TCase *pattern_cases(void);
TCase *ktap_cases(void);
TCase *records_cases(void);
TCase *crash_cases(void);
TCase *script_cases(void);
TCase *score_cases(void);
TCase *fuzz_cases(void);
TCase *kconfig_cases(void);
TCase *bisect_cases(void);
TCase *run_cases(void);
TCase *needs_cases(void);
TCase *run_end_cases(void);
TCase *command_cases(void);
TCase *select_cases(void);
TCase *again_cases(void);
TCase *reports_cases(void);
TCase *names_cases(void);
TCase *splats_cases(void);
TCase *minimise_cases(void);
TCase *image_diff_cases(void);
TCase *symbols_cases(void);
TCase *terminal_cases(void);
TCase *machine_cases(void);
TCase *boot_cases(void);

#endif
