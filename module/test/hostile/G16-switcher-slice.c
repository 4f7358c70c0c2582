// SPDX-License-Identifier: GPL-2.0
/* G16: the switcher's slice of a directory that is not loaded. */
#include "hostile.h"

EXPECT(0, "powered off");

MINI("drops the switcher of another directory")
{
	u32 *dir, here, i;

	mini_paging_on();
	here = read_cr3();
	dir = mini_directory();
	for (i = 0; i < 10; i++) {
		write_cr3(pa(dir));
		write_cr3(here);
		hcall(LHCALL_SET_PMD, pa(dir), 1023, 0);
		hcall(LHCALL_SET_PMD, pa(dir), 1023 + 1024 * i, 0);
		dir[1023] = i & 1 ? 0xfffff007 : pa(dir) | 7;
		write_cr3(pa(dir));
		CHECK(USER("nop") == 0x80);
		CHECK(hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0) == 0);
		write_cr3(here);
	}
}
