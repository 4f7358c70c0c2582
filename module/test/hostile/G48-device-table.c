// SPDX-License-Identifier: GPL-2.0
/* G48: a device table that is overwritten. */
#include "hostile.h"

EXPECT(0, "powered off");

MINI("overwrites the device table")
{
	u32 round;

	for (round = 0; round < 4; round++) {
		memset((void *)(mini_data.device_pfn * PAGE_SIZE + PAGE_OFFSET),
		       round * 85, PAGE_SIZE);
		mini_print("still here\n");
	}
}
