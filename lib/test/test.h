/* SPDX-License-Identifier: GPL-2.0 */
/* The test cases of lib/: each file adds its own with one function. */
#ifndef LIB_TEST_TEST_H
#define LIB_TEST_TEST_H

#include <check.h>

TCase *ext2_cases(void);
TCase *ext2_refusal_cases(void);
TCase *cpio_cases(void);
TCase *text_cases(void);
TCase *value_cases(void);
TCase *verdict_cases(void);
TCase *record_cases(void);
TCase *confine_cases(void);

#endif
