// SPDX-License-Identifier: GPL-2.0
/* Runs every test of images/; its last line sums them up. */
#include "test.h"

#include "lib/test/unit.h"

int main(void)
{
	Suite *suite = suite_create("images");

	suite_add_tcase(suite, plan_cases());
	return unit_run(suite, NULL);
}
