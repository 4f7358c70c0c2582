// SPDX-License-Identifier: GPL-2.0
/* G03: LGUEST_INIT with its structure or its ring out of memory. */
#define MINI_RAW
#include "hostile.h"

EXPECT(0, "killed: LGUEST_INIT: lguest_data at ");
EXPECT(1, "killed: read of 52 bytes at bad physical address");
EXPECT(2, "killed: LGUEST_INIT: lguest_data at 0xffffffe0 crosses a page");
EXPECT(3, "killed: read of 52 bytes at bad physical address 0xfffff000");
EXPECT(4, "killed: LGUEST_INIT: no ring can be at ");
EXPECT(5, "killed: LGUEST_INIT: no ring can be at 0xfffffc00");
EXPECT(6, "killed: LGUEST_INIT: no ring can be at ");
EXPECT(7, "powered off");

MINI("initialises out of memory")
{
	u32 end, v = variant();

	/* The device table is the last page; its number is not known yet. */
	for (end = 16 << 20; !TRAPS("mov (%0), %%eax", : : "r" (end) : "eax");
	     end += PAGE_SIZE)
		break;
	end += PAGE_SIZE;
	switch (v) {
	case 0:
		hcall(LHCALL_LGUEST_INIT, end - 24, 0, 0);
		break;
	case 1:
		hcall(LHCALL_LGUEST_INIT, end, 0, 0);
		break;
	case 2:
		hcall(LHCALL_LGUEST_INIT, 0xffffffe0, 0, 0);
		break;
	case 3:
		hcall(LHCALL_LGUEST_INIT, 0xfffff000, 0, 0);
		break;
	case 4:
		mini_data.ring = end - 1084;
		break;
	case 5:
		mini_data.ring = 0xfffffc00;
		break;
	case 6:
		mini_data.ring = end - 1088 - 2;
		break;
	case 7:		/* it may end where memory does */
		mini_data.ring = end - 1088;
		memset((void *)end - 1088 + PAGE_OFFSET, 0xff, 64);
		break;
	}
	mini_init();
}
