/* SPDX-License-Identifier: GPL-2.0 */
/* The test cases of images/, one function a file. */
#ifndef LGCHECK_IMAGES_TEST_H
#define LGCHECK_IMAGES_TEST_H

#include <check.h>

TCase *ext2_cases(void);
TCase *ext2_refusal_cases(void);
TCase *cpio_cases(void);
TCase *plan_cases(void);
TCase *record_cases(void);

#endif
