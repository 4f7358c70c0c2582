// SPDX-License-Identifier: GPL-2.0
/* G25: gates of every type for every vector. Variants 0 to 13: that type. */
#include "hostile.h"

EXPECT(0, "killed: trap 6 at ");
EXPECT(1, "killed: trap 6 at ");
EXPECT(2, "killed: trap 6 at ");
EXPECT(3, "killed: trap 6 at ");
EXPECT(4, "killed: trap 6 at ");
EXPECT(5, "killed: trap 6 at ");
EXPECT(6, "killed: trap 6 at ");
EXPECT(7, "killed: trap 6 at ");
EXPECT(8, "killed: trap 6 at ");
EXPECT(9, "killed: trap 6 at ");
EXPECT(10, "killed: trap 6 at ");
EXPECT(11, "killed: trap 6 at ");
EXPECT(12, "killed: trap 6 at ");
EXPECT(13, "killed: trap 6 at ");
EXPECT(20, "killed: LOAD_IDT_ENTRY: a gate of type 0 for vector 6 ");
EXPECT(21, "killed: LOAD_IDT_ENTRY: a gate of type 1 for vector 6 ");
EXPECT(22, "killed: LOAD_IDT_ENTRY: a gate of type 2 for vector 6 ");
EXPECT(23, "killed: LOAD_IDT_ENTRY: a gate of type 3 for vector 6 ");
EXPECT(24, "killed: LOAD_IDT_ENTRY: a gate of type 4 for vector 6 ");
EXPECT(25, "killed: LOAD_IDT_ENTRY: a gate of type 5 for vector 6 ");
EXPECT(26, "killed: LOAD_IDT_ENTRY: a gate of type 6 for vector 6 ");
EXPECT(27, "killed: LOAD_IDT_ENTRY: a gate of type 7 for vector 6 ");
EXPECT(28, "killed: LOAD_IDT_ENTRY: a gate of type 8 for vector 6 ");
EXPECT(29, "killed: LOAD_IDT_ENTRY: a gate of type 9 for vector 6 ");
EXPECT(30, "killed: LOAD_IDT_ENTRY: a gate of type 10 for vector 6 ");
EXPECT(31, "killed: LOAD_IDT_ENTRY: a gate of type 11 for vector 6 ");
EXPECT(32, "killed: LOAD_IDT_ENTRY: a gate of type 12 for vector 6 ");
EXPECT(33, "killed: LOAD_IDT_ENTRY: a gate of type 13 for vector 6 ");
EXPECT(40, "powered off");
EXPECT(41, "panicked: unexpected trap|killed: trap 6 ");
EXPECT(42, "killed: LOAD_IDT_ENTRY: there is no vector 0x100");
EXPECT(43, "powered off");

static u32 user_interrupt(u32 vector)
{
	u8 code[] = { 0xcd, vector, 0xcd, 0x80 };

	return mini_run_user((char *)code, sizeof(code));
}

MINI("has gates of every type")
{
	u32 v = variant(), i;

	mini_paging_on();
	if (v < 14) {
		mini_gate(UD, mini_stubs + UD * 16, 3, v);
		asm volatile("ud2");
	} else if (v < 40) {
		mini_gate(UD, mini_stubs + UD * 16, 3, v - 20);
		hcall(LHCALL_LOAD_IDT_ENTRY, UD, mini_idt[UD],
		      mini_idt[UD] >> 32);
	} else if (v == 40) {
		/* All open to ring 3: the guest's own, and no call to us. */
		for (i = 0; i < 256; i++)
			mini_gate(i, mini_stubs + i * 16, 3, 0xe | (i & 1));
		for (i = 0; i < 256; i++) {
			u32 got;

			/* An int pushes no error code, these stubs want one. */
			if (i == 8 || (i >= 10 && i <= 14) || i == 17)
				continue;
			got = user_interrupt(i);
			CHECK(got == (i == LGUEST_TRAP_ENTRY ? GP : i));
		}
	} else if (v == 41) {		/* a handler in the switcher's text */
		mini_gate(UD, (void *)0xffc00000, 0, 0xe);
		asm volatile("ud2");
	} else if (v == 42) {
		hcall(LHCALL_LOAD_IDT_ENTRY, 256, 0, 0);
	} else {		/* announced for all vectors, also the host's */
		for (i = 0; i < 256; i++)
			hcall(LHCALL_LOAD_IDT_ENTRY, i, mini_idt[i] | 0xffff,
			      0xffff8e00);
		for (i = 0; i < 1000; i++)
			hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	}
}
