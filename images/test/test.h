/* SPDX-License-Identifier: GPL-2.0 */
/* The test cases of images/: each file adds its own with one function. */
#ifndef IMAGES_TEST_TEST_H
#define IMAGES_TEST_TEST_H

#include <check.h>

TCase *plan_cases(void);

#endif
